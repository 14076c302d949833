/// A half-open run of byte offsets, counted from the first byte of the request it belongs to.
///
/// Half the size of `Range<Int>`; request heads are bounded far below 4 GiB by ``RequestLimits``.
package struct Extent: Equatable, Sendable, BitwiseCopyable {
  private var first: UInt32
  private var limit: UInt32

  /// Offset of the first byte.
  package var start: Int { Int(first) }
  /// Offset just behind the last byte; never below ``start``.
  package var end: Int { Int(limit) }
  /// Number of bytes.
  package var count: Int { Int(limit &- first) }
  /// True for a run of no bytes.
  package var isEmpty: Bool { first == limit }
  /// The same offsets as a range.
  package var range: Range<Int> { start..<end }

  /// A run of no bytes at offset 0.
  package init() {
    first = 0
    limit = 0
  }

  /// The run from `start` up to `end`; an `end` below `start` counts as `start`.
  @inline(__always)
  package init(_ start: Int, _ end: Int) {
    first = UInt32(truncatingIfNeeded: start)
    limit = UInt32(truncatingIfNeeded: max(start, end))
  }
}
