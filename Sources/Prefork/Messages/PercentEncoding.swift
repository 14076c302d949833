/// Percent-encoding, RFC 3986 section 2.1.
enum PercentEncoding {
  /// Decodes; a percent sign without two hexadecimal digits behind it stays what it is.
  ///
  /// - Parameters:
  ///   - text: What is encoded.
  ///   - plusIsSpace: Whether a plus sign stands for a space, as in forms.
  /// - Returns: What was encoded; U+FFFD for what is no UTF-8.
  static func decode(_ text: some Collection<UInt8>, plusIsSpace: Bool = false) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var rest = text[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = value(of: rest.prefix(2)) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func value(of digits: some Collection<UInt8>) -> UInt8? {
    var value: UInt8 = 0
    guard digits.count == 2 else { return nil }
    for digit in digits {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | (digit - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | (digit - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | (digit - UInt8(ascii: "A") + 10)
      default: return nil
      }
    }
    return value
  }
}
