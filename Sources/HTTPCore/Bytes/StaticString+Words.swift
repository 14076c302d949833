/// Literals as the numbers that their bytes make when loaded at once; folded to constants by -O.
extension StaticString {
  /// The eight bytes of a literal as ``Swift/RawSpan/checkedWord(_:)`` loads them; folded to a constant by -O.
  @inline(__always)
  static func eight(_ text: StaticString) -> UInt64 {
    assert(text.utf8CodeUnitCount == 8)
    // Every caller passes a literal of eight bytes, and a literal lives as long as the program.
    return unsafe UInt64(
      littleEndian: UnsafeRawPointer(text.utf8Start).loadUnaligned(as: UInt64.self))
  }

  /// The four bytes of a literal as ``Swift/RawSpan/checkedHalfWord(_:)`` loads them.
  @inline(__always)
  static func four(_ text: StaticString) -> UInt32 {
    assert(text.utf8CodeUnitCount == 4)
    // Every caller passes a literal of four bytes, and a literal lives as long as the program.
    return unsafe UInt32(
      littleEndian: UnsafeRawPointer(text.utf8Start).loadUnaligned(as: UInt32.self))
  }
}
