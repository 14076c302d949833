/// A file name extension as a number: up to 16 bytes, ASCII letters in lower case, the first byte highest.
struct ExtensionKey: Comparable, Sendable {
  private var high: UInt64 = 0
  private var low: UInt64 = 0

  /// Nil for an extension that is empty or longer than 16 bytes.
  init?(_ bytes: borrowing RawSpan) {
    guard bytes.byteCount > 0, bytes.byteCount <= 16 else { return nil }
    var index = 0
    while index < bytes.byteCount {
      high = high << 8 | low >> 56
      low = low << 8 | UInt64(bytes.byte(index).asciiLowercased)
      index &+= 1
    }
  }

  /// The key of what follows the last dot in the last segment of a path; nil without an extension, as in
  /// `.profile`.
  static func ofFile(_ path: borrowing RawSpan) -> ExtensionKey? {
    var index = path.byteCount
    while index > 0 {
      index &-= 1
      let byte = path.byte(index)
      if byte == UInt8(ascii: "/") { return nil }
      if byte == UInt8(ascii: ".") {
        guard index > 0, path.byte(index &- 1) != UInt8(ascii: "/") else { return nil }
        return ExtensionKey(path.extracting((index &+ 1)..<path.byteCount))
      }
    }
    return nil
  }

  static func < (one: ExtensionKey, other: ExtensionKey) -> Bool {
    (one.high, one.low) < (other.high, other.low)
  }
}
