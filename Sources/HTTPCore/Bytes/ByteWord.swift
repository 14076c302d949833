/// Tests on eight bytes at once, the first byte lowest.
///
/// Each answers a mask with the top bit of a byte set where the test holds. The lowest set bit is always
/// right; a bit above it may be set wrongly by a borrow, so only the lowest one may be used.
extension UInt64 {
  @inline(__always)
  private static var ones: UInt64 { 0x0101_0101_0101_0101 }
  @inline(__always)
  private static var tops: UInt64 { 0x8080_8080_8080_8080 }

  /// Bytes below `limit`, which must be at most 0x80.
  @inline(__always)
  func bytesBelow(_ limit: UInt64) -> UInt64 { (self &- Self.ones &* limit) & ~self & Self.tops }

  /// Bytes equal to `value`.
  @inline(__always)
  func bytesEqual(_ value: UInt64) -> UInt64 { (self ^ (Self.ones &* value)).bytesBelow(1) }

  /// Bytes that end a run of plain field value bytes: controls, HTAB included, and DEL.
  @inline(__always)
  var fieldValueStops: UInt64 { bytesBelow(0x20) | bytesEqual(0x7f) }

  /// Bytes that end a run of plain request-target bytes: controls, SP, `#`, `?`, DEL and above.
  @inline(__always)
  var targetStops: UInt64 {
    bytesBelow(0x21) | bytesEqual(0x7f) | bytesEqual(0x23) | bytesEqual(0x3f) | (self & Self.tops)
  }

  /// Bytes that are neither ASCII letters nor `-`, the bytes most field names are made of.
  ///
  /// Exact in every byte up to and including the first byte above 0x7f.
  @inline(__always)
  var nameStops: UInt64 {
    // With the top bit of every byte cleared no sum carries into the next byte.
    let low = (self | Self.ones &* 0x20) & ~Self.tops
    let letters = (low &+ Self.ones &* (0x80 - 0x61)) & ~(low &+ Self.ones &* (0x80 - 0x7b))
    let dash = (self & ~Self.tops) ^ (Self.ones &* 0x2d)
    let notDash = dash &+ Self.ones &* 0x7f
    return (~letters & notDash | self) & Self.tops
  }

  /// Bytes that are neither ASCII letters nor digits, `-` nor `.`, the bytes most host names are made of.
  ///
  /// Exact in every byte.
  @inline(__always)
  var hostStops: UInt64 {
    // As above; `-`, `.`, `/` and the digits are neighbours, and the slash is taken out again.
    let low = self & ~Self.tops
    let folded = low | Self.ones &* 0x20
    let letters = (folded &+ Self.ones &* (0x80 - 0x61)) & ~(folded &+ Self.ones &* (0x80 - 0x7b))
    let digits = (low &+ Self.ones &* (0x80 - 0x2d)) & ~(low &+ Self.ones &* (0x80 - 0x3a))
    let notSlash = (low ^ (Self.ones &* 0x2f)) &+ Self.ones &* 0x7f
    return (~(letters | digits & notSlash) | self) & Self.tops
  }

  /// Index of the byte the lowest set bit belongs to; 8 when no bit is set.
  @inline(__always)
  var firstByteIndex: Int { trailingZeroBitCount >> 3 }
}
