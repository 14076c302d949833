extension ByteBuffer {
  /// Appends a field line of a response head.
  ///
  /// - Parameters:
  ///   - name: a token, and none of the names ``ResponseHead`` is responsible for.
  ///   - value: no control characters but HTAB, so that no handler can split a response.
  /// - Throws: why the field was refused; the buffer is unchanged.
  package mutating func appendField(
    _ name: borrowing RawSpan, _ value: borrowing RawSpan
  ) throws(ResponseError) {
    guard FieldSyntax.isName(name) else { throw .malformedName }
    guard !FieldSyntax.isReserved(name) else { throw .reservedName }
    guard FieldSyntax.isValue(value) else { throw .malformedValue }
    try appendFieldLine(name, value)
  }

  /// Appends a field line with a name known at compile time, which is checked in debug builds only.
  package mutating func appendField(
    _ name: StaticString, _ value: borrowing RawSpan
  ) throws(ResponseError) {
    // A literal's bytes live as long as the program.
    let span = unsafe RawSpan(_unsafeStart: name.utf8Start, byteCount: name.utf8CodeUnitCount)
    assert(FieldSyntax.isName(span) && !FieldSyntax.isReserved(span))
    guard FieldSyntax.isValue(value) else { throw .malformedValue }
    try appendFieldLine(span, value)
  }

  /// Appends a field line with a name and a value known at compile time, checked in debug builds only.
  package mutating func appendField(_ name: StaticString, _ value: StaticString) throws(ResponseError) {
    // A literal's bytes live as long as the program.
    let nameSpan = unsafe RawSpan(_unsafeStart: name.utf8Start, byteCount: name.utf8CodeUnitCount)
    let valueSpan = unsafe RawSpan(_unsafeStart: value.utf8Start, byteCount: value.utf8CodeUnitCount)
    assert(FieldSyntax.isName(nameSpan) && !FieldSyntax.isReserved(nameSpan))
    assert(FieldSyntax.isValue(valueSpan))
    try appendFieldLine(nameSpan, valueSpan)
  }

  /// Appends a field line from strings.
  package mutating func appendField(name: String, value: String) throws(ResponseError) {
    try appendField(name.utf8.span.raw(), value.utf8.span.raw())
  }

  /// Appends a field line whose value is a date.
  package mutating func appendField(
    _ name: StaticString, date: borrowing HTTPDate.Text
  ) throws(ResponseError) {
    try appendField(name, date.span.raw())
  }

  /// Appends the Content-Length field's line, for a head of which the rest is prepared, too.
  package mutating func append(contentLength: UInt64) throws(BufferFull) {
    try append("Content-Length: ")
    try append(decimal: contentLength)
    try append("\r\n")
  }

  /// Appends the empty line that ends a head.
  package mutating func endHead() throws(ResponseError) {
    do throws(BufferFull) {
      try append("\r\n")
    } catch {
      throw .bufferFull
    }
  }

  /// Appends content as one chunk, RFC 9112 7.1. Nothing is appended for no content, whose chunk would end
  /// the body.
  package mutating func appendChunk(_ content: borrowing RawSpan) throws(BufferFull) {
    guard !content.isEmpty else { return }
    let before = readableCount
    do throws(BufferFull) {
      try beginChunk(of: UInt64(content.byteCount))
      try append(content)
      try append("\r\n")
    } catch {
      truncate(to: before)
      throw error
    }
  }

  /// Appends the line ahead of a chunk whose content is sent by other means; CRLF has to follow the content.
  ///
  /// - Parameter count: bytes of content, 1 or more.
  /// - Throws: ``BufferFull``; part of the line may then have been appended.
  package mutating func beginChunk(of count: UInt64) throws(BufferFull) {
    precondition(count > 0, "an empty chunk would end the body")
    try append(hexadecimal: count)
    try append("\r\n")
  }

  /// Appends the last chunk and an empty trailer section.
  package mutating func endChunks() throws(BufferFull) {
    try append("0\r\n\r\n")
  }
}
