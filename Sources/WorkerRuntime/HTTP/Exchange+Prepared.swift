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

  /// Completes a response that has begun: with field lines as ``addPrepared(_:)`` takes them, the empty line, and all of
  /// the content, which stand one behind the other so that one copy does.
  ///
  /// The content is the last `contentCount` bytes, and left out where there must be none.
  package func complete(prepared bytes: borrowing RawSpan, contentCount: Int) throws(ExchangeError) {
    guard case .head(let content) = response else { throw .outOfOrder }
    let isOmitted = content == .absent
    guard isOmitted || content == .length(UInt64(contentCount)) else { throw .lengthMismatch }
    do throws(BufferFull) {
      try outbox.bytes.append(bytes.extracting(droppingLast: isOmitted ? contentCount : 0))
    } catch {
      throw .malformedField(.bufferFull)
    }
    noteContent(ahead: isOmitted ? 0 : contentCount)
    response = .complete
  }
}
