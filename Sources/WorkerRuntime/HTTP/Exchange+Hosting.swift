package import HTTPCore

/// What a handler that is written by others wants to know and say.
extension Exchange {
  /// Which connection of its worker the request came on, and which request on it this is; both from 1.
  package var number: (connection: UInt64, request: Int) {
    connection.map { ($0.number, $0.requestCount) } ?? (0, 0)
  }

  /// What the request's head says, for whoever wants it after the request.
  package func copyHead() -> RequestHead { workspace.parser.head.copy() }

  /// The bytes of the request's head, for whoever wants them after the request.
  package func copyHeadBytes() -> [UInt8] {
    // The bytes are copied while the span borrows them.
    unsafe headBytes.withUnsafeBytes { unsafe [UInt8]($0) }
  }

  /// Whether content follows the head, if only of no bytes.
  package var hasContent: Bool { workspace.parser.head.hasContent }

  /// Bytes of content that the client announces; nil if it announces none, and with chunks.
  package var bodyLength: UInt64? {
    if case .length(let length) = workspace.parser.head.framing { length } else { nil }
  }

  /// Whether the response is to have no content, whatever its head says of it: the answer to HEAD.
  package var isForHead: Bool { omitsContent }

  /// Whether the response has begun.
  package var hasBegunResponse: Bool { response != .none }

  /// Adds a field.
  ///
  /// - Throws: ``ExchangeError/malformedField(_:)`` for a name that is no token or is the server's to set, and for control
  ///   characters in the value.
  package func addField(name: borrowing RawSpan, value: borrowing RawSpan) throws(ExchangeError) {
    guard case .head = response else { throw .outOfOrder }
    do throws(ResponseError) { try outbox.bytes.appendField(name, value) } catch {
      throw .malformedField(error)
    }
  }

  /// Says that the connection ends with this response. To be called before the response begins.
  package func endConnection() { persists = false }

  /// Sends what has been written so far, for a client that is to see it now.
  package func flush() throws(ExchangeError) {
    guard let connection else { return }
    try flushFully(connection)
  }
}
