package import HTTPCore
import LinuxIO

/// Writing the response.
///
/// In this order: one of the two `begin`s, any number of fields, ``endHead()``, the content.
extension Exchange {
  /// Bytes that may wait to be sent before writing waits for the client.
  static let highWater = 1 << 16
  /// Bytes that may wait in memory where writing cannot wait for the client; what is more goes to a file.
  static let spillWater = 1 << 18

  /// Begins a response whose content has `length` bytes.
  package func begin(_ status: Status, length: UInt64) throws(ExchangeError) {
    try begin(status, .length(length), content: .length(length))
  }

  /// Begins a response whose content's length is not known: chunked, or until the connection closes for HTTP/1.0.
  package func beginStream(_ status: Status) throws(ExchangeError) {
    if workspace.parser.head.minorVersion == 0 {
      persists = false
      try begin(status, .untilClose, content: .untilClose)
    } else {
      try begin(status, .chunked, content: .chunked)
    }
  }

  /// Adds a field with a value known at compile time.
  package func addField(_ name: StaticString, _ value: StaticString) throws(ExchangeError) {
    try addField { () throws(ResponseError) in try outbox.bytes.appendField(name, value) }
  }

  /// Adds a field.
  package func addField(_ name: StaticString, _ value: String) throws(ExchangeError) {
    try addField { () throws(ResponseError) in
      // Every byte of a string is initialised; the span ends with the call.
      try unsafe outbox.bytes.appendField(name, value.utf8.span.bytes)
    }
  }

  /// Adds a field.
  package func addField(_ name: StaticString, _ value: borrowing RawSpan) throws(ExchangeError) {
    do throws(ResponseError) { try outbox.bytes.appendField(name, value) } catch {
      throw .malformedField(error)
    }
  }

  /// Adds a field whose value is a date.
  package func addField(_ name: StaticString, date: borrowing HTTPDate.Text) throws(ExchangeError) {
    do throws(ResponseError) { try outbox.bytes.appendField(name, date: date) } catch {
      throw .malformedField(error)
    }
  }

  /// Ends the head; content may follow.
  package func endHead() throws(ExchangeError) {
    guard case .head(let content) = response else { throw .outOfOrder }
    try addField { () throws(ResponseError) in try outbox.bytes.endHead() }
    noteContent()
    response = content == .length(0) || content == .absent ? .complete : .content(content)
  }

  /// Writes content. Waits for the client when much has not been taken yet, as far as waiting is possible.
  ///
  /// Content for a response that must have none, such as the answer to HEAD, is left out.
  package func write(_ bytes: borrowing RawSpan) throws(ExchangeError) {
    guard try account(for: UInt64(bytes.byteCount)) else { return }
    let isChunk = response == .content(.chunked)
    do throws(BufferFull) {
      if isChunk { try outbox.bytes.appendChunk(bytes) } else { try outbox.bytes.append(bytes) }
    } catch {
      throw .malformedField(.bufferFull)
    }
    guard outbox.bytes.readableCount >= Self.highWater, let connection else { return }
    try flushFully(connection)
  }

  /// Sends a part of a file as all of the response's content that is still missing.
  package func send(_ region: FileRegion) throws(ExchangeError) {
    let count = region.end - region.offset
    guard response != .content(.chunked) else { throw .outOfOrder }
    if try account(for: count) { append(region) }
  }

  func append(_ region: FileRegion) {
    let count = region.end - region.offset
    guard count > 0 else { return }
    outbox.append(region)
    if count > UInt64(Self.highWater) { connection?.hasLongResponse = true }
  }

  /// A whole response of a short text, for people.
  package func respond(_ status: Status, text: String) throws(ExchangeError) {
    try respond(status, type: "text/plain; charset=utf-8", content: text + "\n")
  }

  /// A whole response.
  package func respond(_ status: Status, type: StaticString, content: String) throws(ExchangeError) {
    try begin(status, length: UInt64(content.utf8.count))
    try addField("Content-Type", type)
    try endHead()
    // Every byte of a string is initialised; the span ends with the call.
    try unsafe write(content.utf8.span.bytes)
  }

  /// A whole response of the status's own reason phrase.
  package func respond(_ status: Status) throws(ExchangeError) {
    guard !status.forbidsContent else {
      try begin(status, length: 0)
      return try endHead()
    }
    try respond(status, text: "\(status.code) \(status.reasonPhrase)")
  }

  /// Takes back what was written of a response of which no byte has been sent.
  ///
  /// - Returns: False when it is too late.
  package func discardResponse() -> Bool {
    guard let mark = responseMark, !outbox.hasParts, outbox.bytes.readableCount >= mark else {
      return false
    }
    outbox.bytes.truncate(to: mark)
    response = .none
    return true
  }

  /// Completes the response when the handler is done.
  ///
  /// - Throws: ``ExchangeError/lengthMismatch`` when content is missing: the connection must close, so that the client
  ///   notices.
  func endResponse() throws(ExchangeError) {
    switch response {
    case .content(.chunked):
      try append { () throws(BufferFull) in try outbox.bytes.endChunks() }
    case .content(.untilClose), .complete: break
    case .content: throw .lengthMismatch
    case .none, .head: throw .outOfOrder
    }
    response = .complete
  }

  /// Sends everything, waiting for the client if this worker may wait.
  func flushFully(_ connection: Connection) throws(ExchangeError) {
    responseMark = nil
    defer { requestLog?.sent(outbox) }
    while try !outbox.flush(to: connection.socket, score) {
      // Without a way to wait what the client does not take is kept.
      guard let clientWait else {
        if outbox.bytes.readableCount >= Self.spillWater { try outbox.spill() }
        return
      }
      let deadline = MonotonicTime.coarse.advanced(by: settings.timeouts.send)
      score.awaitClient()
      defer { score.resume() }
      try clientWait.wait(for: .writable, on: connection, until: deadline)
    }
  }

  private func begin(
    _ status: Status, _ framing: ResponseFraming, content: ResponseState.Content
  ) throws(ExchangeError) {
    try open(status)
    let head = ResponseHead(status: status, framing: framing, persistence: persistence)
    do throws(ResponseError) {
      if status.code == 200 {
        try appendOpening()
        try head.writeFraming(into: &outbox.bytes)
      } else {
        try Self.lend(settings.server) { server throws(ResponseError) in
          try head.write(into: &outbox.bytes, date: date.text, server: server)
        }
      }
    } catch {
      if let responseMark { outbox.bytes.truncate(to: responseMark) }
      throw .malformedField(error)
    }
    response = .head(content: omitsContent || status.forbidsContent ? .absent : content)
  }

  /// Takes note of a response's beginning, of which nothing is written yet.
  func open(_ status: Status) throws(ExchangeError) {
    guard case .none = response else { throw .outOfOrder }
    if body.awaitsContinue {
      // A success will want the body: it is invited now, for nothing interim may follow a final status. After anything
      // else nobody can tell whether the client still sends it, so the connection ends.
      if status.code < 300, let connection { try inviteBody(connection) } else { persists = false }
    }
    responseMark = outbox.bytes.readableCount
    self.status = Int(status.code)
    noteStart()
    date.refresh()
  }

  /// Whether the head says nothing of the connection.
  var isPersistenceImplied: Bool { persists && workspace.parser.head.minorVersion > 0 }

  /// What the head says of the connection.
  var persistence: ResponseHead.Persistence {
    isPersistenceImplied ? .implied : persists ? .keepAlive : .close
  }

  /// Writes what a response of status 200 begins with.
  func appendOpening() throws(ResponseError) {
    if openingSecond != date.second { try makeOpening() }
    do throws(BufferFull) { try Self.append(opening, to: &outbox.bytes) } catch { throw .bufferFull }
  }

  /// A span borrows the variable it is taken from, and a function's parameter is one.
  private static func append(_ bytes: borrowing ByteBuffer, to buffer: inout ByteBuffer) throws(BufferFull) {
    try buffer.append(bytes.readable)
  }

  /// A span of the bytes, for as long as `body` runs; every byte of an array is initialised.
  private static func lend(
    _ bytes: [UInt8], to body: (borrowing RawSpan) throws(ResponseError) -> Void
  ) throws(ResponseError) {
    try unsafe body(bytes.span.bytes)
  }

  private func makeOpening() throws(ResponseError) {
    opening.reset()
    openingSecond = .min
    let head = ResponseHead(status: .ok, framing: .untilClose)
    try Self.lend(settings.server) { server throws(ResponseError) in
      try head.writeOpening(into: &opening, date: date.text, server: server)
    }
    openingSecond = date.second
  }

  /// Counts content against the announced length; false when it is to be left out.
  private func account(for count: UInt64) throws(ExchangeError) -> Bool {
    switch response {
    case .complete:
      guard omitsContent || count == 0 else { throw .lengthMismatch }
      return false
    case .content(.length(let missing)):
      guard count <= missing else { throw .lengthMismatch }
      response = count == missing ? .complete : .content(.length(missing - count))
      return true
    case .content: return true
    case .none, .head: throw .outOfOrder
    }
  }

  private func addField(_ write: () throws(ResponseError) -> Void) throws(ExchangeError) {
    guard case .head = response else { throw .outOfOrder }
    do throws(ResponseError) { try write() } catch { throw .malformedField(error) }
  }

  func append(_ write: () throws(BufferFull) -> Void) throws(ExchangeError) {
    do throws(BufferFull) { try write() } catch { throw .malformedField(.bufferFull) }
  }
}
