/// What the server itself says in the head of a response; handlers add their own fields behind it.
///
/// A head is written in three steps: ``write(into:date:server:)``, any number of ``ByteBuffer`` fields, and
/// ``ByteBuffer/endHead()``.
package struct ResponseHead: Equatable, Sendable {
  /// What the Connection field says, RFC 9112 9.3 and 9.6.
  package enum Persistence: UInt8, Sendable {
    /// Nothing: the connection persists with an HTTP/1.1 client.
    case implied
    /// `keep-alive`, which an HTTP/1.0 client needs to be told.
    case keepAlive
    /// `close`
    case close

    /// The Connection field's line, empty for ``implied``.
    package var line: StaticString {
      switch self {
      case .implied: ""
      case .keepAlive: "Connection: keep-alive\r\n"
      case .close: "Connection: close\r\n"
      }
    }
  }

  /// The status.
  package var status: Status
  /// How the content ends. Ignored for statuses that never have content: 1xx, 204 and 304.
  package var framing: ResponseFraming
  /// What the Connection field says.
  package var persistence: Persistence

  /// Makes a head; see the properties.
  package init(status: Status, framing: ResponseFraming, persistence: Persistence = .implied) {
    self.status = status
    self.framing = framing
    self.persistence = persistence
  }

  /// The whole interim response that invites the content of a request, RFC 9110 15.2.1.
  package static var `continue`: StaticString { "HTTP/1.1 100 Continue\r\n\r\n" }

  /// Appends the status line and the fields that are the server's business.
  ///
  /// - Parameters:
  ///   - buffer: where to; unchanged when an error is thrown.
  ///   - date: the present moment, prepared by ``HTTPDate/text(seconds:)``. Interim responses go without.
  ///   - server: the value of the Server field; empty for none.
  /// - Throws: ``ResponseError/malformedValue`` for a `server` with control characters, or
  ///   ``ResponseError/bufferFull``.
  package func write(
    into buffer: inout ByteBuffer, date: borrowing HTTPDate.Text, server: borrowing RawSpan
  ) throws(ResponseError) {
    let before = buffer.readableCount
    do throws(ResponseError) {
      try writeOpening(into: &buffer, date: date, server: server)
      try writeFraming(into: &buffer)
    } catch {
      buffer.truncate(to: before)
      throw error
    }
  }

  /// Appends the status line and the fields that tell nothing of this very response: the first part of
  /// ``write(into:date:server:)``, the same for all responses of a status in a second.
  ///
  /// - Throws: As that does; part of it may then have been appended.
  package func writeOpening(
    into buffer: inout ByteBuffer, date: borrowing HTTPDate.Text, server: borrowing RawSpan
  ) throws(ResponseError) {
    guard FieldSyntax.isValue(server) else { throw .malformedValue }
    do throws(BufferFull) {
      try appendStatusLine(to: &buffer)
      guard !status.isInformational else { return }
      try buffer.append(date.span.raw())
      if !server.isEmpty {
        try buffer.append("\r\nServer: ")
        try buffer.append(server)
      }
      try buffer.append("\r\n")
    } catch {
      throw .bufferFull
    }
  }

  /// Appends the fields about the message and the connection: the second part of ``write(into:date:server:)``.
  ///
  /// - Throws: ``ResponseError/bufferFull``; part of it may then have been appended.
  package func writeFraming(into buffer: inout ByteBuffer) throws(ResponseError) {
    do throws(BufferFull) { try appendFraming(to: &buffer) } catch { throw .bufferFull }
  }

  private func appendFraming(to buffer: inout ByteBuffer) throws(BufferFull) {
    var closes = persistence == .close
    if !status.forbidsContent {
      switch framing {
      case .length(let length):
        try buffer.append(contentLength: length)
      case .chunked:
        try buffer.append("Transfer-Encoding: chunked\r\n")
      case .untilClose:
        closes = true
      }
    }
    try buffer.append((closes ? .close : persistence).line)
  }

  /// Appends the status line and, unless the response is interim, the name of the Date field.
  @inline(__always)
  private func appendStatusLine(to buffer: inout ByteBuffer) throws(BufferFull) {
    if status == .ok {
      try buffer.append("HTTP/1.1 200 OK\r\nDate: ")
      return
    }
    try buffer.append("HTTP/1.1 ")
    try buffer.append(decimal: UInt64(status.code))
    try buffer.append(.space)
    try buffer.append(status.reasonPhrase)
    try buffer.append(status.isInformational ? "\r\n" : "\r\nDate: ")
  }
}
