import HTTPCore

/// Bytes written as in the corpus files: `\r`, `\n`, `\t`, `\0`, `\\` and `\xHH` stand for single bytes.
func unescape(_ text: Substring) -> [UInt8] {
  var bytes: [UInt8] = []
  var rest = Array(text.utf8)[...]
  while let byte = rest.popFirst() {
    guard byte == UInt8(ascii: "\\"), let code = rest.popFirst() else {
      bytes.append(byte)
      continue
    }
    switch code {
    case UInt8(ascii: "r"): bytes.append(0x0d)
    case UInt8(ascii: "n"): bytes.append(0x0a)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "0"): bytes.append(0x00)
    case UInt8(ascii: "x"):
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      rest = rest.dropFirst(2)
      bytes.append(UInt8(digits, radix: 16) ?? 0)
    default: bytes.append(code)
    }
  }
  return bytes
}

/// The reverse of `unescape`, with blanks escaped as well, so that words can be told apart.
func escape(_ bytes: some Sequence<UInt8>) -> String {
  var text = ""
  for byte in bytes {
    if byte > 0x20, byte < 0x7f {
      text.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      let digits = String(byte, radix: 16)
      text += "\\x" + (digits.count < 2 ? "0" : "") + digits
    }
  }
  return text
}

extension RawSpan {
  /// A copy of the bytes of `extent`.
  func copy(_ extent: Extent) -> [UInt8] { extracting(extent).copy() }

  /// A copy of all bytes.
  func copy() -> [UInt8] {
    // The array is made before the pointer goes out of scope.
    unsafe withUnsafeBytes { unsafe Array($0) }
  }
}

/// Lends the bytes of `text` to `body`, as the code under test takes spans.
func withBytes<Result, Failure: Error>(
  _ text: String, _ body: (RawSpan) throws(Failure) -> Result
) throws(Failure) -> Result {
  let bytes = Array(text.utf8)
  // An array of bytes has no padding.
  return try body(unsafe bytes.span.bytes)
}

extension ByteBuffer {
  /// The readable bytes as text; anything but ASCII is escaped.
  var text: String { String(decoding: readable.copy(), as: UTF8.self) }
}
