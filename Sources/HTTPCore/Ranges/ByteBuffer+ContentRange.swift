extension ByteBuffer {
  /// Appends a Content-Range field line for one part of a representation of `length` bytes, RFC 9110 14.4.
  package mutating func appendContentRange(_ range: ByteRange, length: UInt64) throws(ResponseError) {
    let before = readableCount
    do throws(BufferFull) {
      try append("Content-Range: bytes ")
      try append(decimal: range.first)
      try append(UInt8(ascii: "-"))
      try append(decimal: range.last)
      try append(UInt8(ascii: "/"))
      try append(decimal: length)
      try append("\r\n")
    } catch {
      truncate(to: before)
      throw .bufferFull
    }
  }

  /// Appends the Content-Range field line of a 416 response, which tells the length, RFC 9110 15.5.17.
  package mutating func appendUnsatisfiedRange(length: UInt64) throws(ResponseError) {
    let before = readableCount
    do throws(BufferFull) {
      try append("Content-Range: bytes */")
      try append(decimal: length)
      try append("\r\n")
    } catch {
      truncate(to: before)
      throw .bufferFull
    }
  }
}
