import HTTPCore

extension Exchange {
  /// Adds field lines that were made and checked ahead of the request, each with its CRLF, all at once.
  /// The lines are what ``HTTPCore/ByteBuffer`` wrote with its `appendField` methods.
  package func addPrepared(_ lines: borrowing RawSpan) throws(ExchangeError) {
    guard case .head = response else { throw .outOfOrder }
    do throws(BufferFull) { try outbox.bytes.append(lines) } catch { throw .malformedField(.bufferFull) }
  }
}
