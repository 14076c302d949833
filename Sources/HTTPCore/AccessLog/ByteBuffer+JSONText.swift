/// Bytes from anywhere as the inside of a JSON string, RFC 8259 7.
extension ByteBuffer {
  /// Appends `bytes` without the quotes around them. The result is valid UTF-8 whatever they are: a byte that is none
  /// becomes U+FFFD. What ``LogSafety`` names is escaped beside what JSON demands.
  ///
  /// - Parameters:
  ///   - bytes: The value.
  ///   - limit: Bytes that may be appended, 8 or more; a longer value is cut between two characters and ends with an
  ///     ellipsis, U+2026.
  /// - Throws: ``BufferFull`` when the buffer may not grow; part of the value may then have been appended.
  package mutating func append(jsonText bytes: borrowing RawSpan, limit: Int = .max) throws(BufferFull) {
    let (count, start) = (bytes.byteCount, readableCount)
    // Up to here there is room for the ellipsis, too, which takes three bytes.
    let roomy = limit == .max ? .max : start &+ limit &- 3
    var (index, boundary) = (0, start)
    while index < count {
      let before = readableCount
      let end = min(bytes.endOfPlainText(from: index), limit == .max ? .max : index &+ limit &+ 1)
      if end > index {
        try append(bytes.extracting(index..<end))
        if before <= roomy { boundary = min(readableCount, roomy) }
        index = end
      } else {
        index &+= try appendJSON(bytes, at: index)
        if readableCount <= roomy { boundary = readableCount }
      }
      guard readableCount &- start <= limit else {
        truncate(to: boundary)
        return try append("\u{2026}")
      }
    }
  }

  /// Appends a whole JSON string, its quotes outside of `limit`.
  package mutating func append(jsonString text: String, limit: Int = .max) throws(BufferFull) {
    try append(UInt8(ascii: "\""))
    try append(jsonText: text.utf8.span.raw(), limit: limit)
    try append(UInt8(ascii: "\""))
  }

  /// One character that is not plain.
  ///
  /// - Returns: The bytes it takes.
  private mutating func appendJSON(_ bytes: borrowing RawSpan, at index: Int) throws(BufferFull) -> Int {
    guard let (scalar, count) = bytes.scalar(at: index) else {
      try append("\u{FFFD}")
      return 1
    }
    switch scalar {
    case 0x22: try append("\\\"")
    case 0x5c: try append("\\\\")
    case 0x0a: try append("\\n")
    case 0x0d: try append("\\r")
    case 0x09: try append("\\t")
    case _ where LogSafety.mustEscape(scalar):
      // All of them are below U+10000, so that four digits do.
      try append("\\u")
      var digits = InlineArray<4, UInt8>(repeating: 0)
      for place in 0..<4 {
        let digit = UInt8(truncatingIfNeeded: scalar >> UInt32(12 &- 4 &* place)) & 0xf
        digits[place] = digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "a") &- 10 &+ digit
      }
      try append(digits.span.raw())
    default: try append(bytes.extracting(index..<index &+ count))
    }
    return count
  }
}

extension RawSpan {
  /// The character whose UTF-8 begins at `index`, which is inside the span, and the bytes it takes; nil for what is no
  /// UTF-8.
  func scalar(at index: Int) -> (value: UInt32, count: Int)? {
    let first = byte(index)
    guard first >= 0x80 else { return (UInt32(first), 1) }
    var validator = UTF8Validator()
    guard validator.accept(first) else { return nil }
    // The lead byte holds as many bits as its count of bytes leaves.
    var value = UInt32(first) & (first < 0xe0 ? 0x1f : first < 0xf0 ? 0x0f : 0x07)
    var next = index &+ 1
    while !validator.isComplete {
      guard next < byteCount, byte(next) >= 0x80, validator.accept(byte(next)) else { return nil }
      value = value << 6 | UInt32(byte(next) & 0x3f)
      next &+= 1
    }
    return (value, next &- index)
  }
}
