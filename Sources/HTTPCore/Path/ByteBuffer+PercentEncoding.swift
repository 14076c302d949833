extension ByteBuffer {
  /// Appends a decoded path so that it stands for itself in a URI: all but unreserved characters and slashes are
  /// percent-encoded, RFC 3986 2.1 and 2.3.
  package mutating func append(percentEncoded path: borrowing RawSpan) throws(BufferFull) {
    for index in 0..<path.byteCount {
      let byte = path.byte(index)
      if byte.isLetter || byte.isDigit || byte == UInt8(ascii: "/") || Self.isMark(byte) {
        try append(byte)
      } else {
        try append(UInt8(ascii: "%"))
        try append(Self.digit(byte >> 4))
        try append(Self.digit(byte & 0xf))
      }
    }
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "~")
  }

  private static func digit(_ number: UInt8) -> UInt8 {
    number < 10 ? UInt8(ascii: "0") &+ number : UInt8(ascii: "A") &- 10 &+ number
  }
}
