extension RequestParser {
  /// Acts on the fields that decide about routing, framing and persistence.
  @inline(never)
  mutating func takeStructural(
    _ known: KnownField, _ bytes: borrowing RawSpan, _ value: Extent
  ) throws(RequestError) {
    switch known {
    case .host:
      guard !head.has(.host) else { throw .hostRepeated }
      guard Authority.isValid(bytes, value.start, value.end, portRequired: false) else {
        throw .hostMalformed
      }
      // The authority of an absolute target takes the place of Host, RFC 9112 3.2.2.
      if head.authority == nil { head.authority = value }
    case .connection:
      connection.take(bytes, value)
    case .contentLength:
      // RFC 9110 8.6 allows to accept identical repetitions. Refusing them costs no honest client anything,
      // and two parties that pick differently from the list cannot be played off against each other.
      guard !head.has(.contentLength) else { throw .contentLengthRepeated }
      contentLength = try Self.parseContentLength(bytes, value.start, value.end)
    case .transferEncoding:
      try coding.take(bytes, value.start, value.end)
    default:
      guard head.minorVersion > 0 else { return }
      guard bytes.equalsIgnoringCase(value, "100-continue") else { throw .unknownExpectation }
    }
  }

  @inline(never)
  private static func parseContentLength(
    _ bytes: borrowing RawSpan, _ start: Int, _ end: Int
  ) throws(RequestError) -> UInt64 {
    guard start < end else { throw .contentLengthMalformed }
    var length: UInt64 = 0
    var overflow = false
    for index in start..<end {
      let byte = bytes.byte(index)
      guard byte.isDigit else { throw .contentLengthMalformed }
      let tenfold = length.multipliedReportingOverflow(by: 10)
      let sum = tenfold.partialValue.addingReportingOverflow(UInt64(byte &- 0x30))
      length = sum.partialValue
      overflow = overflow || tenfold.overflow || sum.overflow
    }
    if overflow { throw .contentLengthOverflow }
    return length
  }

  /// What can only be said once all fields are known.
  @inline(__always)
  mutating func finish() throws(RequestError) {
    if head.minorVersion > 0 {
      guard head.has(.host) else { throw .hostMissing }
      head.keepAlive = !connection.close
    } else {
      head.keepAlive = connection.keepAlive && !connection.close
    }
    if head.has(.transferEncoding) {
      try coding.check()
      guard head.minorVersion > 0 else { throw .transferEncodingInHTTP10 }
      guard !head.has(.contentLength) else { throw .transferEncodingWithContentLength }
      head.framing = .chunked
    } else if head.has(.contentLength) {
      head.framing = .length(contentLength)
    }
    if head.has(.expect), head.minorVersion > 0 {
      head.expectsContinue = head.framing != .none && head.framing != .length(0)
    }
  }
}
