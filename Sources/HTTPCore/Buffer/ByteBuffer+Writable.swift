extension ByteBuffer {
  /// Hands out the free room at the end, for a system call to fill.
  ///
  /// - Parameters:
  ///   - minimum: bytes of room wanted at least, more than 0; the region may be larger.
  ///   - body: fills the region from its front and returns how many bytes it wrote, 0 through its size.
  /// - Returns: the number of bytes written, now readable; nil, without calling `body`, when `minimum` more
  ///   bytes would exceed ``maximumCapacity``.
  /// - Throws: what `body` throws; the readable bytes are then unchanged.
  package mutating func withWritable<Failure: Error>(
    minimum: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> Int? {
    guard reserve(minimum), let base = unsafe base else { return nil }
    // [end, capacity) is owned by self and nobody else can reach it while self is being mutated.
    let region = unsafe UnsafeMutableRawBufferPointer(start: base + end, count: capacity &- end)
    let written = try unsafe body(region)
    precondition(written >= 0 && written <= region.count, "more bytes written than there was room for")
    readableCount &+= written
    return written
  }

  /// Lends the free room at the end; what is written to it becomes readable with ``commit(_:)``.
  ///
  /// The same as ``withWritable(minimum:_:)`` for callers to whom the cost of a closure matters.
  ///
  /// - Parameter minimum: bytes of room wanted at least, more than 0; the region may be larger.
  /// - Returns: the region; empty when `minimum` more bytes would exceed ``maximumCapacity``.
  @inlinable
  @_lifetime(&self)
  package mutating func writable(minimum: Int) -> MutableRawSpan {
    guard reserve(minimum), let base = unsafe base else { return MutableRawSpan() }
    // [end, capacity) is owned by self, and the span holds self exclusively.
    let span = unsafe MutableRawSpan(_unsafeStart: base + end, byteCount: capacity &- end)
    return unsafe _overrideLifetime(span, mutating: &self)
  }

  /// Makes bytes readable that were written to the region of ``writable(minimum:)``.
  ///
  /// Bytes that were not written are whatever the memory held before, so that too large a count shows a client
  /// the bytes of another.
  ///
  /// - Parameter count: 0 through the size of the region.
  @inlinable
  package mutating func commit(_ count: Int) {
    precondition(count >= 0 && count <= capacity &- end, "more bytes committed than there was room for")
    readableCount &+= count
  }
}
