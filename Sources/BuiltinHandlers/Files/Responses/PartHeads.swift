import HTTPCore

/// What stands between the parts of a multipart/byteranges response, RFC 9110 14.6.
struct PartHeads: ~Copyable {
  let boundary: String
  private let bytes: ByteBuffer
  // Where each head ends in `bytes`; the end of all parts stands behind the last.
  private let ends: [Int]

  /// `type` and `length` are those of the whole representation. `boundary` must not occur in the parts; what nobody can
  /// foresee does not.
  init(
    _ ranges: ByteRanges, type: String, length: UInt64, boundary: String = Self.freshBoundary()
  ) throws(ResponseError) {
    self.boundary = boundary
    var bytes = ByteBuffer(maximumCapacity: 1 << 16)
    var ends: [Int] = []
    for index in 0..<ranges.count {
      // The bytes of a string are initialised.
      try unsafe bytes.appendPartHead(
        boundary: boundary.utf8.span.bytes, type: type.utf8.span.bytes, range: ranges[index], length: length)
      ends.append(bytes.readableCount)
    }
    do throws(BufferFull) {
      // As above.
      try unsafe bytes.appendPartsEnd(boundary: boundary.utf8.span.bytes)
    } catch {
      throw .bufferFull
    }
    self.bytes = bytes
    self.ends = ends
  }

  /// Bytes of all heads and the end.
  var byteCount: Int { bytes.readableCount }

  func withHead<Failure: Error>(of index: Int, _ body: (borrowing RawSpan) throws(Failure) -> Void)
    throws(Failure)
  {
    let start = index > 0 ? ends[index - 1] : 0
    try body(bytes.readable.extracting(start..<ends[index]))
  }

  func withEnd<Failure: Error>(_ body: (borrowing RawSpan) throws(Failure) -> Void) throws(Failure) {
    try body(bytes.readable.extracting((ends.last ?? 0)...))
  }

  private static func freshBoundary() -> String {
    let number = UInt64.random(in: .min ... .max)
    let another = UInt64.random(in: .min ... .max)
    return String(number, radix: 36) + String(another, radix: 36)
  }
}
