extension RawSpan {
  /// The byte at `offset`, which is checked against the bounds.
  @inline(__always)
  package func byte(_ offset: Int) -> UInt8 {
    // Bounds are checked by the call; every bit pattern is a UInt8.
    unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
  }

  /// The eight bytes from `offset`, the first one lowest; bounds are checked.
  @inline(__always)
  func word(_ offset: Int) -> UInt64 {
    // Bounds are checked by the call; every bit pattern is a UInt64.
    UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The byte at `offset`, which the caller has compared with the bounds; checked in debug builds only.
  ///
  /// For the loops every byte of a head passes through, in which a second check costs as much as the work.
  @inline(__always)
  func checkedByte(_ offset: Int) -> UInt8 {
    assert(offset >= 0 && offset < byteCount)
    // The caller has checked the bounds; every bit pattern is a UInt8.
    return unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt8.self)
  }

  /// The eight bytes from `offset`, with the bounds checked by the caller as in ``checkedByte(_:)``.
  @inline(__always)
  func checkedWord(_ offset: Int) -> UInt64 {
    assert(offset >= 0 && offset <= byteCount - 8)
    // The caller has checked the bounds; every bit pattern is a UInt64.
    return UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
  }

  /// The four bytes from `offset`, with the bounds checked by the caller as in ``checkedByte(_:)``.
  @inline(__always)
  func checkedHalfWord(_ offset: Int) -> UInt32 {
    assert(offset >= 0 && offset <= byteCount - 4)
    // The caller has checked the bounds; every bit pattern is a UInt32.
    return UInt32(littleEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self))
  }

  /// The part of a request that `extent` names; it must lie inside the span, as it does when both belong to
  /// the same request.
  @_lifetime(copy self)
  package func extracting(_ extent: Extent) -> RawSpan {
    extracting(extent.range)
  }

  /// Whether the bytes of `extent` spell `text`, which is ASCII in lower case, letters compared without regard
  /// to case.
  package func equalsIgnoringCase(_ extent: Extent, _ text: StaticString) -> Bool {
    guard extent.count == text.utf8CodeUnitCount, extent.end <= byteCount else { return false }
    // A literal's bytes live as long as the program, and the counts are equal.
    let expected = unsafe UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    for index in 0..<extent.count {
      guard unsafe byte(extent.start &+ index).asciiLowercased == expected[index] else { return false }
    }
    return true
  }

  /// Whether the span holds exactly the bytes of `text`.
  package func equals(_ text: StaticString) -> Bool {
    guard byteCount == text.utf8CodeUnitCount else { return false }
    // A literal's bytes live as long as the program, and the counts are equal.
    let expected = unsafe UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    for index in 0..<byteCount {
      guard unsafe byte(index) == expected[index] else { return false }
    }
    return true
  }
}
