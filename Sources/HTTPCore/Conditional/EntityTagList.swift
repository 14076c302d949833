/// The value of an If-Match or If-None-Match field, RFC 9110 13.1.1 and 13.1.2.
enum EntityTagList {
  /// How tags are compared, RFC 9110 8.8.3.2.
  enum Comparison {
    case strong, weak
  }

  /// Whether the value is `*`, which stands for any representation there is.
  static func isAsterisk(_ value: borrowing RawSpan) -> Bool { value.equals("*") }

  /// Whether one of the listed tags equals `tag`. What follows the first syntax error is not looked at.
  static func contains(
    _ value: borrowing RawSpan, _ tag: borrowing RawSpan, _ comparison: Comparison
  ) -> Bool {
    var index = 0
    while index < value.byteCount {
      let byte = value.byte(index)
      if byte.isBlank || byte == UInt8(ascii: ",") {
        index &+= 1
        continue
      }
      guard let end = endOfTag(value, from: index) else { return false }
      if matches(value.extracting(index..<end), tag, comparison) { return true }
      index = end
      while index < value.byteCount, value.byte(index).isBlank { index &+= 1 }
      guard index == value.byteCount || value.byte(index) == UInt8(ascii: ",") else { return false }
    }
    return false
  }

  /// Whether two tags, each `[W/]"..."`, are equal in the way asked for.
  static func matches(
    _ one: borrowing RawSpan, _ other: borrowing RawSpan, _ comparison: Comparison
  ) -> Bool {
    let oneStart = isWeak(one) ? 2 : 0
    let otherStart = isWeak(other) ? 2 : 0
    if comparison == .strong, oneStart &+ otherStart > 0 { return false }
    let count = one.byteCount &- oneStart
    guard count > 0, count == other.byteCount &- otherStart else { return false }
    for index in 0..<count where one.byte(oneStart &+ index) != other.byte(otherStart &+ index) {
      return false
    }
    return true
  }

  /// The offset behind the tag that begins at `start`, nil if none does.
  static func endOfTag(_ value: borrowing RawSpan, from start: Int) -> Int? {
    var index = start
    if index &+ 1 < value.byteCount, value.byte(index) == UInt8(ascii: "W"),
      value.byte(index &+ 1) == UInt8(ascii: "/")
    {
      index &+= 2
    }
    guard index < value.byteCount, value.byte(index) == UInt8(ascii: "\"") else { return nil }
    index &+= 1
    while index < value.byteCount {
      let byte = value.byte(index)
      if byte == UInt8(ascii: "\"") { return index &+ 1 }
      // etagc: 0x21, 0x23 through 0x7e, and obs-text.
      guard byte > 0x20, byte != 0x7f else { return nil }
      index &+= 1
    }
    return nil
  }

  private static func isWeak(_ tag: borrowing RawSpan) -> Bool {
    tag.byteCount > 2 && tag.byte(0) == UInt8(ascii: "W") && tag.byte(1) == UInt8(ascii: "/")
  }
}
