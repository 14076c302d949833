import CEpollShim
import Glibc
import SystemPackage

/// One end of a pair over which processes hand each other open descriptors; unix(7), SCM_RIGHTS.
///
/// Each message is whole (SOCK_SEQPACKET). What waits in the queue lives as long as an end is open anywhere, whoever
/// sent it, so it outlives a sender that dies.
package struct DescriptorSocket: ~Copyable, Sendable {
  private let descriptor: Descriptor

  /// An end that another process has made.
  package init(adopting descriptor: consuming Descriptor) { self.descriptor = descriptor }

  private init(descriptor: consuming Descriptor) { self.descriptor = descriptor }

  /// Two connected ends.
  package static func pair() throws(SystemCallError) -> Pair {
    var numbers: (Int32, Int32) = (-1, -1)
    try SystemCall.run("socketpair") {
      // A homogeneous tuple has the layout of the C array that socketpair fills.
      unsafe withUnsafeMutableBytes(of: &numbers) { bytes in
        unsafe socketpair(
          AF_UNIX, shim_SOCK_SEQPACKET | shim_SOCK_NONBLOCK | shim_SOCK_CLOEXEC, 0,
          bytes.assumingMemoryBound(to: Int32.self).baseAddress)
      }
    }
    let pair = Pair(
      sender: DescriptorSocket(descriptor: Descriptor(owning: numbers.0)),
      receiver: DescriptorSocket(descriptor: Descriptor(owning: numbers.1)))
    // As much as the system allows (net.core.wmem_max): a dying worker may have thousands to hand over at once.
    try SocketOption.set(pair.sender.number, SOL_SOCKET, SO_SNDBUF, to: 1 << 22)
    return pair
  }

  package struct Pair: ~Copyable, Sendable {
    package let sender: DescriptorSocket
    package let receiver: DescriptorSocket

    package init(sender: consuming DescriptorSocket, receiver: consuming DescriptorSocket) {
      self.sender = sender
      self.receiver = receiver
    }
  }

  package var number: Int32 { descriptor.number }

  /// The most descriptors of one message.
  package static var mostDescriptors: Int { 64 }

  /// What became of a message.
  package enum Outcome: Equatable, Sendable {
    case sent
    /// The queue is full.
    case full
    case failed
  }

  /// Sends one message without waiting. May be called in a signal handler.
  ///
  /// - Parameters:
  ///   - head: The message's first bytes.
  ///   - first: The bytes behind them; the other two follow.
  ///   - second: See `first`.
  ///   - third: See `first`.
  ///   - descriptors: What goes with it, at most ``mostDescriptors``; the receiver gets copies.
  /// - Returns: What became of it.
  package func send(
    _ head: UnsafeRawBufferPointer, _ first: UnsafeRawBufferPointer = unsafe .init(start: nil, count: 0),
    _ second: UnsafeRawBufferPointer = unsafe .init(start: nil, count: 0),
    _ third: UnsafeRawBufferPointer = unsafe .init(start: nil, count: 0),
    with descriptors: UnsafeBufferPointer<Int32>
  ) -> Outcome {
    var parts = unsafe (iovec(head), iovec(first), iovec(second), iovec(third))
    while true {
      // A homogeneous tuple has the layout of a C array; everything the pointers lead to outlives the call.
      let sent = unsafe withUnsafeBytes(of: &parts) { bytes in
        unsafe shim_send_descriptors(
          number, bytes.assumingMemoryBound(to: iovec.self).baseAddress, 4, descriptors.baseAddress,
          Int32(descriptors.count))
      }
      if sent >= 0 { return .sent }
      let reason = Glibc.errno
      if reason == EINTR { continue }
      return reason == EAGAIN || reason == ENOBUFS || reason == ETOOMANYREFS ? .full : .failed
    }
  }

  /// Takes the next message off the queue, nil when there is none.
  ///
  /// - Parameter buffer: Where its bytes go; what does not fit is lost.
  /// - Returns: How many bytes came, and the descriptors, which are the caller's from here on.
  /// - Throws: EMFILE when no descriptor is left: those of the message are lost then.
  package func receive(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemCallError) -> (byteCount: Int, descriptors: [Int32])? {
    var numbers = [Int32](repeating: -1, count: Self.mostDescriptors)
    var count: Int32 = 0
    let received = try SystemCall.attempt("recvmsg") {
      unsafe shim_receive_descriptors(
        number, buffer.baseAddress, buffer.count, &numbers, Int32(numbers.count), &count)
    }
    guard let received else { return nil }
    return (received, Array(numbers.prefix(Int(count))))
  }

  /// Whether a message waits at this end.
  package var hasMessage: Bool {
    var entry = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&entry, 1, 0) == 1 && entry.revents & Int16(POLLIN) != 0
  }

  /// Waits until more fits into the queue, or `milliseconds` are over. May be called in a signal handler.
  package func awaitRoom(milliseconds: Int32) {
    var entry = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
    unsafe _ = poll(&entry, 1, milliseconds)
  }
}

extension iovec {
  @unsafe fileprivate init(_ bytes: UnsafeRawBufferPointer) {
    // sendmsg(2) only reads.
    unsafe self.init(iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
  }
}
