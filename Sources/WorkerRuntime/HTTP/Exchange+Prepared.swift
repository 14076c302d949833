import HTTPCore

/// Responses of which most was made ahead of the request.
extension Exchange {
  /// Adds field lines that were made and checked ahead of the request, each with its CRLF, all at once.
  ///
  /// The lines are what ``HTTPCore/ByteBuffer`` wrote with its `appendField` methods.
  package func addPrepared(_ lines: borrowing RawSpan) throws(ExchangeError) {
    guard case .head = response else { throw .outOfOrder }
    do throws(BufferFull) { try outbox.bytes.append(lines) } catch { throw .malformedField(.bufferFull) }
  }

  /// Answers with 200 and with what was made ahead of the request: field lines as ``addPrepared(_:)`` takes them, of which
  /// ``HTTPCore/ByteBuffer/append(contentLength:)`` made one, the empty line, and all of the content, one behind the other
  /// so that one copy does.
  ///
  /// The content is the last `contentCount` bytes, and left out where there must be none.
  package func respond(prepared bytes: borrowing RawSpan, contentCount: Int) throws(ExchangeError) {
    try appendPrepared(bytes.extracting(droppingLast: omitsContent ? contentCount : 0))
    noteContent(ahead: omitsContent ? 0 : contentCount)
    response = .complete
  }

  /// As ``respond(prepared:contentCount:)``, with content that is sent from a file.
  package func respond(prepared bytes: borrowing RawSpan, sending region: FileRegion) throws(ExchangeError) {
    try appendPrepared(bytes)
    noteContent()
    response = .complete
    if !omitsContent { append(region) }
  }

  private func appendPrepared(_ bytes: borrowing RawSpan) throws(ExchangeError) {
    try open(.ok)
    do throws(ResponseError) { try appendOpening() } catch { throw .malformedField(error) }
    do throws(BufferFull) {
      if !isPersistenceImplied { try outbox.bytes.append(persistence.line) }
      try outbox.bytes.append(bytes)
    } catch {
      throw .malformedField(.bufferFull)
    }
  }
}
