import HTTPCore
import LinuxIO
import SystemPackage

/// Reading the request's body.
extension Exchange {
  /// Lends the next bytes of the body to `consume`, waiting for them if need be.
  ///
  /// The first call invites the body of a client that asked with `Expect: 100-continue` (RFC 9110 10.1.1).
  ///
  /// - Parameter consume: Is given at least one byte. It may write to the response, but must not read on.
  /// - Returns: False at the end of the body; `consume` is not called then.
  /// - Throws: ``ExchangeError/refused(_:)`` for malformed chunks or a body beyond the limit,
  ///   ``ExchangeError/timedOut``, ``ExchangeError/clientGone``, and what `consume` throws.
  package func readBody(_ consume: Consumer) throws(ExchangeError) -> Bool {
    while true {
      if let outcome = try takeBody(consume) { return outcome }
      try awaitBody()
    }
  }

  /// As ``readBody(_:)``, without waiting.
  ///
  /// - Returns: nil when the client has to be waited for.
  func takeBody(_ consume: Consumer) throws(ExchangeError) -> Bool? {
    guard !body.isBeingRead else { throw .outOfOrder }
    if let store = body.store { return try lendStored(store, consume) }
    while !body.isComplete {
      if body.decoded < body.buffered {
        if try lendBuffered(consume) { return true }
      } else if !bodyBuffer.isEmpty {
        if try lendReceived(consume) { return true }
      } else {
        guard try receiveBody() else { return nil }
      }
    }
    return false
  }

  /// From what came together with the head.
  private func lendBuffered(_ consume: Consumer) throws(ExchangeError) -> Bool {
    let start = headLength + body.decoded
    let step = try decode(workspace.input, from: start)
    body.decoded += step.consumed
    return try lend(workspace.input, from: start, step.payload, to: consume)
  }

  private func lendReceived(_ consume: Consumer) throws(ExchangeError) -> Bool {
    let step = try decode(bodyBuffer, from: 0)
    defer { bodyBuffer.consume(step.consumed) }
    return try lend(bodyBuffer, from: 0, step.payload, to: consume)
  }

  private func lendStored(_ store: BodyStore, _ consume: Consumer) throws(ExchangeError) -> Bool {
    bodyBuffer.reset()
    try store.read(into: &bodyBuffer)
    guard !bodyBuffer.isEmpty else { return false }
    body.count += UInt64(bodyBuffer.readableCount)
    defer { bodyBuffer.reset() }
    return try lend(bodyBuffer, from: 0, Extent(0, bodyBuffer.readableCount), to: consume)
  }

  package typealias Consumer = (borrowing RawSpan) throws(ExchangeError) -> Void

  private func lend(
    _ buffer: borrowing ByteBuffer, from start: Int, _ payload: Extent, to consume: Consumer
  ) throws(ExchangeError) -> Bool {
    guard !payload.isEmpty else { return false }
    body.isBeingRead = true
    defer { body.isBeingRead = false }
    try consume(buffer.readable.extracting(start...).extracting(payload))
    return true
  }

  private func decode(_ buffer: borrowing ByteBuffer, from start: Int) throws(ExchangeError) -> BodyStep {
    do throws(RequestError) {
      guard let step = try body.decoder?.decode(buffer.readable.extracting(start...)) else {
        throw .malformedChunkEnd
      }
      body.count += UInt64(step.payload.count)
      return step
    } catch {
      connection?.hasUnreadInput = true
      persists = false
      throw .refused(error)
    }
  }

  /// Receives what has come; false when nothing has.
  private func receiveBody() throws(ExchangeError) -> Bool {
    guard let connection else { throw .outOfOrder }
    if body.awaitsContinue { try inviteBody(connection) }
    do throws(SystemCallError) {
      switch try connection.socket.receive(into: &bodyBuffer, minimum: 1 << 14) {
      case .bytes: return true
      case .end: throw SystemCallError(call: "recv", errno: .connectionReset)
      case .wouldBlock: return false
      }
    } catch {
      throw ExchangeError(error)
    }
  }

  private func awaitBody() throws(ExchangeError) {
    guard let connection, let clientWait else { throw .outOfOrder }
    score.awaitClient()
    defer { score.resume() }
    try clientWait.wait(
      for: .readable, on: connection, until: settings.bodyDeadline(from: .coarse, count: body.count))
  }

  /// Sends 100 to a client that waits for it.
  func inviteBody(_ connection: Connection) throws(ExchangeError) {
    body.awaitsContinue = false
    try append { () throws(BufferFull) in try outbox.bytes.append(ResponseHead.continue) }
    try flushFully(connection)
  }

  /// Reads and throws away what the handler left of the body, if that is little.
  ///
  /// - Returns: Whether the connection can go on.
  func drainBody() -> Bool {
    guard !body.isComplete else { return true }
    // A client that was never invited may send its body or the next request: nobody could tell which.
    guard !body.awaitsContinue else { return false }
    let limit = body.count + UInt64(settings.drainedBodyBytes)
    do throws(ExchangeError) {
      while try readBody({ _ in }) { if body.count > limit { return false } }
      return true
    } catch {
      return false
    }
  }

  /// Takes the request out of the input, with what was read of its body, and keeps what follows.
  func endRequest() {
    workspace.input.consume(headLength + body.decoded)
    workspace.parser.reset()
    // Until the next request, which may be long in coming, a large body would keep its file.
    if body.hasContent { body = RequestBody() }
    guard !bodyBuffer.isEmpty else { return }
    // The client sent the next request right behind the body. It fits: the input has at least as much room.
    try? workspace.input.append(bodyBuffer.readable)
    bodyBuffer.reset()
  }
}

extension HTTPSettings {
  /// Until when a body must be over that began at `start` and of which `count` bytes have come.
  func bodyDeadline(from start: MonotonicTime, count: UInt64) -> MonotonicTime {
    let earned = bodyRate > 0 ? Int64(clamping: count / UInt64(bodyRate)) : 0
    return start.advanced(by: timeouts.body).advanced(by: .seconds(earned))
  }
}

extension StreamSocket {
  /// Reads what is there behind the bytes of `buffer`, with room for at least `minimum`.
  func receive(into buffer: inout ByteBuffer, minimum: Int) throws(SystemCallError) -> Received {
    var room = buffer.writable(minimum: minimum)
    guard !room.isEmpty else { throw SystemCallError(call: "recv", errno: .noBufferSpace) }
    // The region is the buffer's own free memory, exclusively held during the call.
    let received = try unsafe room.withUnsafeMutableBytes { region throws(SystemCallError) in
      try unsafe receive(into: region)
    }
    if case .bytes(let count) = received { buffer.commit(count) }
    return received
  }
}
