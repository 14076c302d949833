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
    guard FieldSyntax.isValue(server) else { throw .malformedValue }
    let before = buffer.readableCount
    do throws(BufferFull) {
      try append(to: &buffer, date: date, server: server)
    } catch {
      buffer.truncate(to: before)
      throw .bufferFull
    }
  }

  private func append(
    to buffer: inout ByteBuffer, date: borrowing HTTPDate.Text, server: borrowing RawSpan
  ) throws(BufferFull) {
    try appendStatusLine(to: &buffer)
    if !status.isInformational {
      try buffer.append(date.span.raw())
      if server.isEmpty {
        try buffer.append("\r\n")
      } else {
        try buffer.append("\r\nServer: ")
        try buffer.append(server)
        try buffer.append("\r\n")
      }
    }
    var closes = persistence == .close
    if !status.forbidsContent {
      switch framing {
      case .length(let length):
        try buffer.append("Content-Length: ")
        try buffer.append(decimal: length)
        try buffer.append("\r\n")
      case .chunked:
        try buffer.append("Transfer-Encoding: chunked\r\n")
      case .untilClose:
        closes = true
      }
    }
    if closes {
      try buffer.append("Connection: close\r\n")
    } else if persistence == .keepAlive {
      try buffer.append("Connection: keep-alive\r\n")
    }
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
