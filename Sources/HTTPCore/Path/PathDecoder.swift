/// The work of ``RequestPath``, one segment after the other.
struct PathDecoder {
  private(set) var isDirectory = true
  private(set) var isHidden = false
  // Readable bytes of the buffer when the path began.
  private let start: Int
  private var utf8 = UTF8Validator()

  init(start: Int) { self.start = start }

  mutating func decode(_ path: borrowing RawSpan, into buffer: inout ByteBuffer) throws(PathError) {
    let end = path.byteCount
    guard end > 0 else { return }
    guard path.byte(0) == UInt8(ascii: "/") else { throw .notAbsolute }
    var index = 1
    while index <= end {
      index = try decodeSegment(path, from: index, into: &buffer) &+ 1
    }
  }

  /// Appends the segment that begins at `index`, if it counts; the offset of the slash behind it, or the end.
  private mutating func decodeSegment(
    _ path: borrowing RawSpan, from first: Int, into buffer: inout ByteBuffer
  ) throws(PathError) -> Int {
    let end = path.byteCount
    let before = buffer.readableCount
    if before > start { try append(UInt8(ascii: "/"), to: &buffer) }
    let segmentStart = buffer.readableCount
    var dots = 0
    var index = first
    while index < end {
      var byte = path.checkedByte(index)
      if byte == UInt8(ascii: "/") { break }
      if byte == UInt8(ascii: "%") {
        byte = try Self.escaped(path, index)
        index &+= 2
      }
      index &+= 1
      guard byte != 0 else { throw .nul }
      guard utf8.accept(byte) else { throw .malformedUTF8 }
      // Counts the dots at the beginning only.
      if byte == UInt8(ascii: "."), dots == buffer.readableCount &- segmentStart { dots &+= 1 }
      try append(byte, to: &buffer)
    }
    guard utf8.isComplete else { throw .malformedUTF8 }
    let count = buffer.readableCount &- segmentStart
    guard count <= RequestPath.maximumSegmentCount else { throw .tooLong }
    guard count != 2 || dots != 2 else { throw .parentSegment }
    if count == 0 || (count == 1 && dots == 1) {
      buffer.truncate(to: before)
      isDirectory = true
      return index
    }
    isDirectory = false
    if dots > 0, !(before == start && isWellKnown(buffer, count)) { isHidden = true }
    return index
  }

  /// Whether the last `count` bytes of the buffer are `.well-known`.
  private func isWellKnown(_ buffer: borrowing ByteBuffer, _ count: Int) -> Bool {
    let readable = buffer.readable
    return readable.extracting(last: count).equals(".well-known")
  }

  private static func escaped(_ path: borrowing RawSpan, _ index: Int) throws(PathError) -> UInt8 {
    guard index &+ 2 < path.byteCount, let high = path.byte(index &+ 1).hexDigitValue,
      let low = path.byte(index &+ 2).hexDigitValue
    else { throw .malformedEscape }
    let byte = high << 4 | low
    guard byte != UInt8(ascii: "/") else { throw .encodedSlash }
    return byte
  }

  @inline(__always)
  func append(_ byte: UInt8, to buffer: inout ByteBuffer) throws(PathError) {
    do throws(BufferFull) {
      try buffer.append(byte)
    } catch {
      throw .tooLong
    }
  }
}
