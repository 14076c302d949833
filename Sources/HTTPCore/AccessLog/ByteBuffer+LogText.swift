/// Bytes from a client on a line of a log: nothing they hold can end the line or the value.
extension ByteBuffer {
  /// Stands behind a value that was cut. No client can forge it, for a backslash is escaped.
  private static var mark: StaticString { "\\..." }

  /// Appends `bytes` as nginx and Apache write them: `"`, `\`, controls and everything beyond ASCII as `\xHH`.
  ///
  /// - Parameters:
  ///   - bytes: The value.
  ///   - limit: Bytes that may be appended, 8 or more; a longer value is cut between two characters and marked.
  /// - Throws: ``BufferFull`` when the buffer may not grow; part of the value may then have been appended.
  package mutating func append(logText bytes: borrowing RawSpan, limit: Int) throws(BufferFull) {
    let (count, start) = (bytes.byteCount, readableCount)
    // Up to here there is room for the mark, too.
    let roomy = start &+ limit &- Self.mark.utf8CodeUnitCount
    var (index, boundary) = (0, start)
    while index < count {
      let before = readableCount
      let end = min(bytes.endOfPlainText(from: index), index &+ limit &+ 1)
      if end > index {
        try append(bytes.extracting(index..<end))
        if before <= roomy { boundary = min(readableCount, roomy) }
        index = end
      } else {
        try append("\\x")
        try append(hexadecimal: bytes.byte(index))
        if readableCount <= roomy { boundary = readableCount }
        index &+= 1
      }
      guard readableCount &- start <= limit else {
        truncate(to: boundary)
        return try append(Self.mark)
      }
    }
  }

  private static var upperDigits: StaticString { "0123456789ABCDEF" }

  /// Two digits, as nginx writes them.
  private mutating func append(hexadecimal byte: UInt8) throws(BufferFull) {
    // Both indices are below 16, and the literal has 16 bytes.
    try append(unsafe Self.upperDigits.utf8Start[Int(byte >> 4)])
    try append(unsafe Self.upperDigits.utf8Start[Int(byte & 0xf)])
  }
}

extension RawSpan {
  /// Where the run of printable ASCII without `"` and `\` ends that begins at `start`.
  func endOfPlainText(from start: Int) -> Int {
    var index = start
    while index &+ 8 <= byteCount {
      let word = checkedWord(index)
      let stops =
        word.bytesBelow(0x20) | word.bytesEqual(0x22) | word.bytesEqual(0x5c) | word.bytesEqual(0x7f)
        | word & 0x8080_8080_8080_8080
      if stops != 0 { return index &+ stops.firstByteIndex }
      index &+= 8
    }
    while index < byteCount {
      let byte = checkedByte(index)
      if byte < 0x20 || byte >= 0x7f || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
      index &+= 1
    }
    return index
  }
}
