import LinuxIO

/// A descriptor kept in reserve for the moment when no other is left (EMFILE, ENFILE): given up, it makes room to take
/// one connection at a time off the queue and to turn it away with an answer, where it would wait for nobody knows what.
final class SpareDescriptor {
  private var reserve: Descriptor?

  /// The most connections turned away at a time.
  private static let most = 64

  private static let answer: StaticString =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

  init() { keep() }

  /// Answers those who wait at `listener` with 503 (RFC 9110 section 15.6.4) and closes their connections.
  ///
  /// - Returns: How many there were.
  func turnAway(from listener: Listener) -> Int {
    guard reserve != nil else {
      keep()
      return 0
    }
    reserve = nil
    defer { keep() }
    for count in 0..<Self.most {
      guard let socket = try? listener.accept() else { return count }
      // A failure concerns a client that is to be sent away anyway. The literal's bytes live as long as the program.
      let bytes = unsafe UnsafeRawBufferPointer(
        start: Self.answer.utf8Start, count: Self.answer.utf8CodeUnitCount)
      _ = try? unsafe socket.send(bytes)
      discardRequest(socket)
    }
    return Self.most
  }

  /// Unread input would turn the close into a reset, and the answer would be lost with it.
  private func discardRequest(_ socket: borrowing StreamSocket) {
    try? socket.finishSending()
    unsafe withUnsafeTemporaryAllocation(byteCount: 1 << 14, alignment: 1) { buffer in
      // The buffer outlives the call.
      _ = try? unsafe socket.receive(into: buffer)
    }
  }

  private func keep() { reserve = try? Descriptor.reserve() }
}
