import CEpollShim
import Glibc
import SystemPackage

/// A connected, non-blocking stream socket: a client's connection or one end of a pair.
package struct StreamSocket: ~Copyable, Sendable {
  /// What a read brought.
  package enum Received: Equatable, Sendable {
    /// That many bytes, at least one.
    case bytes(Int)
    /// Nothing yet.
    case wouldBlock
    /// The peer will send no more.
    case end
  }

  private let descriptor: Descriptor

  package init(owning descriptor: consuming Descriptor) {
    self.descriptor = descriptor
  }

  /// Connects to `address` and waits until that is done; connect(2).
  package static func connect(to address: SocketAddress) throws(SystemCallError) -> StreamSocket {
    let number = try SystemCall.run("socket") {
      socket(address.family, shim_SOCK_STREAM | shim_SOCK_CLOEXEC, 0)
    }
    let descriptor = Descriptor(owning: number)
    try SystemCall.run("connect") { unsafe address.withSockaddr { unsafe Glibc.connect(number, $0, $1) } }
    let flags = try SystemCall.run("fcntl") { shim_fcntl(number, F_GETFL, 0) }
    try SystemCall.run("fcntl") { shim_fcntl(number, F_SETFL, flags | O_NONBLOCK) }
    return StreamSocket(owning: descriptor)
  }

  package var number: Int32 { descriptor.number }

  /// The peer's address, nil when the connection is gone already.
  package var peer: SocketAddress? {
    let number = descriptor.number
    return unsafe SocketAddress { unsafe getpeername(number, $0, $1) }
  }

  /// Reads what is there into `buffer`.
  ///
  /// - Throws: ECONNRESET when the peer cut the connection.
  package func receive(into buffer: UnsafeMutableRawBufferPointer) throws(SystemCallError) -> Received {
    let count = try SystemCall.attempt("recv") {
      unsafe recv(descriptor.number, buffer.baseAddress, buffer.count, 0)
    }
    guard let count else { return .wouldBlock }
    return count == 0 ? .end : .bytes(count)
  }

  /// Writes as much of `bytes` as fits.
  ///
  /// - Parameters:
  ///   - bytes: What to send.
  ///   - more: Whether further bytes follow at once, so that the kernel may wait for them (MSG_MORE).
  /// - Returns: How many bytes were taken, nil when none fits now.
  /// - Throws: EPIPE or ECONNRESET when the peer is gone. No SIGPIPE is raised.
  package func send(_ bytes: UnsafeRawBufferPointer, more: Bool = false) throws(SystemCallError) -> Int? {
    let flags = shim_MSG_NOSIGNAL | (more ? shim_MSG_MORE : 0)
    return try SystemCall.attempt("send") {
      unsafe Glibc.send(descriptor.number, bytes.baseAddress, bytes.count, flags)
    }
  }

  /// Writes from `file`, starting at `offset`, without copying through this process; sendfile(2).
  ///
  /// The call knows no MSG_NOSIGNAL: a peer that is gone raises SIGPIPE unless the process ignores it, as workers do
  /// (``SignalMask/ignore(_:)``).
  ///
  /// - Returns: The bytes sent, 0 at the end of the file, nil when none fits now.
  /// - Throws: EPIPE or ECONNRESET when the peer is gone and SIGPIPE is ignored.
  package func send(file: OpenFile, at offset: Int64, count: Int) throws(SystemCallError) -> Int? {
    var position = off_t(offset)
    return try SystemCall.attempt("sendfile") {
      unsafe sendfile(descriptor.number, file.descriptor.number, &position, count)
    }
  }

  /// Tells the peer that no more bytes come, while its own can still be read; shutdown(2) with SHUT_WR.
  package func finishSending() throws(SystemCallError) {
    do throws(SystemCallError) {
      try SystemCall.run("shutdown") { shutdown(descriptor.number, Int32(SHUT_WR)) }
    } catch  where error.errno == .socketNotConnected {}
  }

  /// Gives up ownership: the caller closes the number that it gets.
  package consuming func release() -> Int32 { descriptor.release() }

  /// Closes the connection now; see ``Descriptor/close()``.
  package consuming func close() throws(SystemCallError) { try descriptor.close() }
}
