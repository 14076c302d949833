import CEpollShim
import Glibc

/// What an address consists of, as numbers.
extension SocketAddress {
  /// Whether it is of a unix socket, with a path or, as most clients', without.
  package var isUnix: Bool { family == AF_UNIX }

  /// The IPv4 address in host byte order, nil for any other.
  package var ipv4: UInt32? {
    guard family == AF_INET else { return nil }
    // A sockaddr of AF_INET is a sockaddr_in, and the storage of every address has room for one.
    return unsafe withSockaddr { address, _ in
      unsafe address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
        unsafe UInt32(bigEndian: pointer.pointee.sin_addr.s_addr)
      }
    }
  }

  /// The IPv6 address as two numbers, nil for any other.
  package var ipv6: (high: UInt64, low: UInt64)? {
    guard family == AF_INET6 else { return nil }
    // A sockaddr of AF_INET6 is a sockaddr_in6, whose 16 bytes of address are two numbers in network order.
    return unsafe withSockaddr { address, _ in
      unsafe address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
        var bytes = unsafe pointer.pointee.sin6_addr
        return unsafe withUnsafeBytes(of: &bytes) { raw in
          unsafe (
            UInt64(bigEndian: raw.loadUnaligned(as: UInt64.self)),
            UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
          )
        }
      }
    }
  }

  /// The path of a unix socket; nil for any other address and for a unix socket without a name.
  package var path: String? {
    guard isUnix else { return nil }
    let bytes = unsafe withSockaddr { address, length in
      // The kernel and init(path:) both count the path's bytes into the length, which never exceeds the storage.
      let room = unsafe UnsafeRawBufferPointer(start: address, count: Int(length))
      return unsafe Array(room.dropFirst(MemoryLayout<sa_family_t>.size).prefix { $0 != 0 })
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  /// Whether no other machine can connect there: a unix socket, or a loopback address (RFC 5735 section 3, RFC 4291
  /// section 2.5.3).
  package var isLocal: Bool {
    if let ipv4 { return ipv4 >> 24 == 127 }
    if let ipv6 { return ipv6 == (0, 1) || (ipv6.high == 0 && ipv6.low >> 24 == 0xffff_7f) }
    return isUnix
  }
}

extension SocketAddress {
  /// An IPv4 address in host byte order, with its port.
  package init(ipv4 address: UInt32, port: UInt16) {
    var parts = sockaddr_in()
    parts.sin_family = sa_family_t(AF_INET)
    parts.sin_port = port.bigEndian
    parts.sin_addr.s_addr = address.bigEndian
    self.init(copying: parts)
  }

  /// An IPv6 address as two numbers, with its port.
  package init(ipv6 address: (high: UInt64, low: UInt64), port: UInt16) {
    var parts = sockaddr_in6()
    parts.sin6_family = sa_family_t(AF_INET6)
    parts.sin6_port = port.bigEndian
    let bytes = (address.high.bigEndian, address.low.bigEndian)
    // Both are sixteen bytes.
    unsafe withUnsafeMutableBytes(of: &parts.sin6_addr) { room in
      unsafe withUnsafeBytes(of: bytes) { unsafe room.copyMemory(from: $0) }
    }
    self.init(copying: parts)
  }
}
