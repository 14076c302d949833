extension ByteBuffer {
  /// Appends what stands ahead of one part of a multipart/byteranges response: delimiter, Content-Type and
  /// Content-Range, and the empty line, RFC 9110 14.6.
  ///
  /// - Parameters:
  ///   - boundary: what is told as the boundary in the response's Content-Type.
  ///   - type: the representation's own type.
  ///   - range: the part.
  ///   - length: bytes of the whole representation.
  /// - Throws: ``ResponseError/malformedValue`` for a type with control characters, or ``ResponseError/bufferFull``;
  ///   part of it may then have been appended.
  package mutating func appendPartHead(
    boundary: borrowing RawSpan, type: borrowing RawSpan, range: ByteRange, length: UInt64
  ) throws(ResponseError) {
    do throws(BufferFull) {
      try append("\r\n--")
      try append(boundary)
      try append("\r\n")
    } catch {
      throw .bufferFull
    }
    try appendField("Content-Type", type)
    try appendContentRange(range, length: length)
    try endHead()
  }

  /// Appends what stands behind the last part, RFC 2046 5.1.1.
  package mutating func appendPartsEnd(boundary: borrowing RawSpan) throws(BufferFull) {
    try append("\r\n--")
    try append(boundary)
    try append("--\r\n")
  }
}
