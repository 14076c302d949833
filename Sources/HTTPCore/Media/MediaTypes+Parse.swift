extension MediaTypes {
  /// Adds what a file in the format of mime.types says: on every line a type and its extensions, separated by
  /// blanks; `#` begins a comment. Later lines override earlier ones.
  ///
  /// Types of text without a charset parameter get `charset=utf-8`. A type may carry parameters written
  /// without blanks, as in `text/plain;charset=iso-8859-1`.
  ///
  /// - Throws: what is wrong with the first faulty line; those ahead of it have taken effect.
  package mutating func add(_ text: borrowing RawSpan) throws(MediaTypesError) {
    var line = 1
    var index = 0
    while index < text.byteCount {
      var end = index
      while end < text.byteCount, text.byte(end) != .lineFeed { end &+= 1 }
      try addLine(text, index, end, number: line)
      index = end &+ 1
      line &+= 1
    }
  }

  private mutating func addLine(
    _ text: borrowing RawSpan, _ start: Int, _ end: Int, number: Int
  ) throws(MediaTypesError) {
    var index = start
    guard let word = Self.word(text, &index, end) else { return }
    let type = text.extracting(word)
    guard Self.isType(type) else { throw MediaTypesError(line: number, reason: .malformedType) }
    let value = Self.completed(type)
    while let word = Self.word(text, &index, end) {
      guard set(text.extracting(word), to: value) else {
        throw MediaTypesError(line: number, reason: .malformedExtension)
      }
    }
  }

  /// The next run of bytes that are neither blank nor comment, and moves `index` behind it.
  private static func word(_ text: borrowing RawSpan, _ index: inout Int, _ end: Int) -> Range<Int>? {
    while index < end, isSeparator(text.byte(index)) { index &+= 1 }
    let start = index
    while index < end, !isSeparator(text.byte(index)), text.byte(index) != UInt8(ascii: "#") { index &+= 1 }
    return start < index ? start..<index : nil
  }

  private static func isSeparator(_ byte: UInt8) -> Bool { byte.isBlank || byte == .carriageReturn }

  /// Whether the bytes are a type, a slash and a subtype, perhaps with parameters that are fit for a field.
  private static func isType(_ bytes: borrowing RawSpan) -> Bool {
    var slash = 0
    while slash < bytes.byteCount, bytes.byte(slash).isToken { slash &+= 1 }
    guard slash > 0, slash < bytes.byteCount, bytes.byte(slash) == UInt8(ascii: "/") else { return false }
    var end = slash &+ 1
    while end < bytes.byteCount, bytes.byte(end).isToken { end &+= 1 }
    guard end > slash &+ 1 else { return false }
    return end == bytes.byteCount
      || (bytes.byte(end) == UInt8(ascii: ";")
        && FieldSyntax.isValue(bytes.extracting(end..<bytes.byteCount)))
  }

  private static func completed(_ type: borrowing RawSpan) -> String {
    // The closure cannot be given a span, and the pointer does not leave it.
    let text = unsafe type.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    let isText = type.byteCount > 5 && type.equalsIgnoringCase(Extent(0, 5), "text/")
    return isText && !text.utf8.contains(UInt8(ascii: ";")) ? text + "; charset=utf-8" : text
  }
}
