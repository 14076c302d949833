import CEpollShim
import Glibc

/// The accept queue of a listening unix socket, whose length only a netlink request tells (sock_diag(7)).
enum UnixQueue {
  private struct Request {
    var header = nlmsghdr()
    var socket = unix_diag_req()
  }

  /// How many connections wait at a listening unix socket; nil where the kernel cannot or may not tell: it was built
  /// without CONFIG_UNIX_DIAG, or a sandbox refuses netlink.
  ///
  /// The request names one socket by its inode, so the kernel answers with one message, as it does to a request that
  /// it refuses.
  static func length(of listener: Int32) -> Int? {
    var status = stat()
    guard unsafe fstat(listener, &status) == 0,
      let number = try? SystemCall.run(
        "socket", { socket(AF_NETLINK, shim_SOCK_DGRAM | shim_SOCK_CLOEXEC, NETLINK_SOCK_DIAG) })
    else { return nil }
    let netlink = Descriptor(owning: number)
    guard ask(netlink.number, UInt32(truncatingIfNeeded: status.st_ino)) else { return nil }
    return receive(netlink.number)
  }

  private static func ask(_ netlink: Int32, _ inode: UInt32) -> Bool {
    var request = Request()
    request.header.nlmsg_len = UInt32(MemoryLayout<Request>.size)
    request.header.nlmsg_type = UInt16(SOCK_DIAG_BY_FAMILY)
    request.header.nlmsg_flags = UInt16(NLM_F_REQUEST)
    request.socket.sdiag_family = UInt8(AF_UNIX)
    request.socket.udiag_states = .max
    request.socket.udiag_ino = inode
    request.socket.udiag_show = UInt32(UDIAG_SHOW_RQLEN)
    // INET_DIAG_NOCOOKIE: the inode alone names the socket, which cannot go while this process holds it.
    request.socket.udiag_cookie = (.max, .max)
    // The structure outlives the call.
    return unsafe withUnsafeBytes(of: &request) {
      unsafe send(netlink, $0.baseAddress, $0.count, 0) == $0.count
    }
  }

  /// The answer is there when send(2) returns: the kernel writes it within that call.
  private static func receive(_ netlink: Int32) -> Int? {
    var buffer = [UInt8](repeating: 0, count: 512)
    // The array outlives the call.
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe recv(netlink, $0.baseAddress, $0.count, Int32(shim_MSG_DONTWAIT))
    }
    guard count > 0 else { return nil }
    // An array of bytes has no padding.
    return length(in: unsafe buffer.span.bytes.extracting(first: count))
  }

  /// The queue's length in an answer: a header, a description of the socket, and attributes, each a length, a kind and
  /// a value, that begin at multiples of four.
  static func length(in answer: RawSpan) -> Int? {
    let fixed = MemoryLayout<nlmsghdr>.size + MemoryLayout<unix_diag_msg>.size
    guard answer.byteCount >= fixed else { return nil }
    // Bounds are checked by the calls; every bit pattern is a number.
    guard unsafe answer.unsafeLoadUnaligned(fromByteOffset: 4, as: UInt16.self) == UInt16(SOCK_DIAG_BY_FAMILY)
    else { return nil }
    var offset = fixed
    while offset + 8 <= answer.byteCount {
      let size = Int(unsafe answer.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
      let kind = unsafe answer.unsafeLoadUnaligned(fromByteOffset: offset + 2, as: UInt16.self)
      if kind == shim_UNIX_DIAG_RQLEN {
        // Of a listening socket the first number is the length of its queue, the second the backlog.
        return Int(unsafe answer.unsafeLoadUnaligned(fromByteOffset: offset + 4, as: UInt32.self))
      }
      guard size >= 4 else { return nil }
      offset += (size + 3) & ~3
    }
    return nil
  }
}
