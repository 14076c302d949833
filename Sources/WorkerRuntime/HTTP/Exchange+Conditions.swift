package import HTTPCore

/// What a handler of files asks of the request's head, answered here: to lend the head itself to another module costs a
/// coroutine and the memory of its frame, each time.
extension Exchange {
  /// Evaluates the request's conditions; see ``HTTPCore/Preconditions``.
  package func evaluateConditions(
    tag: borrowing RawSpan, lastModified: Int64?, now: Int64
  ) -> Preconditions.Outcome {
    Preconditions.evaluate(workspace.parser.head, headBytes, tag: tag, lastModified: lastModified, now: now)
  }

  /// Reads the Range field for a representation of `length` bytes, RFC 9110 14.2; one that is repeated is ignored.
  package func requestedRanges(length: UInt64) -> RangeResult {
    guard let value = workspace.parser.head.value(of: .range), !workspace.parser.head.isRepeated(.range)
    else {
      return .ignored
    }
    return ByteRanges.parse(headBytes.extracting(value), length: length)
  }

  /// Adds the Content-Range field of a response with one part.
  package func addContentRange(_ range: ByteRange, length: UInt64) throws(ExchangeError) {
    guard case .head = response else { throw .outOfOrder }
    do throws(ResponseError) { try outbox.bytes.appendContentRange(range, length: length) } catch {
      throw .malformedField(error)
    }
  }

  /// Whether the Accept-Encoding field gives any weight.
  package var hasWeightedEncodings: Bool {
    var next = workspace.parser.head.index(of: .acceptEncoding)
    while let index = next {
      let value = headBytes.extracting(workspace.parser.head.field(at: index).value)
      for offset in 0..<value.byteCount where value.byte(offset) == UInt8(ascii: ";") { return true }
      next = workspace.parser.head.index(of: .acceptEncoding, from: index + 1)
    }
    return false
  }

  /// What all lines of the Accept-Encoding field say together.
  package var acceptedEncodings: AcceptEncoding {
    var preferences = AcceptEncoding()
    var next = workspace.parser.head.index(of: .acceptEncoding)
    while let index = next {
      preferences.take(headBytes.extracting(workspace.parser.head.field(at: index).value))
      next = workspace.parser.head.index(of: .acceptEncoding, from: index + 1)
    }
    return preferences
  }
}
