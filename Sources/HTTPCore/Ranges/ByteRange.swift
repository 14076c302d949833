/// A run of bytes of a representation, both ends included as in a Content-Range field.
package struct ByteRange: Equatable, Sendable, BitwiseCopyable {
  /// Offset of the first byte.
  package let first: UInt64
  /// Offset of the last byte; never below ``first``, and below the representation's length.
  package let last: UInt64

  /// Makes a range; `last` is 0 or more above `first`.
  init(first: UInt64, last: UInt64) {
    self.first = first
    self.last = max(first, last)
  }

  /// Number of bytes, 1 or more. No overflow: `last` is below a length, which is at most `UInt64.max`.
  package var count: UInt64 { last &- first &+ 1 }
}
