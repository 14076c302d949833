import HTTPCore

extension Exchange {
  /// Adds field lines that were made and checked ahead of the request, each with its CRLF, all at once.
  ///
  /// - Parameter lines: What ``HTTPCore/ByteBuffer/appendField(_:_:)-(StaticString,_)`` and its like have written.
  package func addPrepared(_ lines: borrowing RawSpan) throws(ExchangeError) {
    guard case .head = response else { throw .outOfOrder }
    do throws(BufferFull) { try outbox.bytes.append(lines) } catch { throw .malformedField(.bufferFull) }
  }
}
