/// An entity tag made from what the file system knows about a file, RFC 9110 8.8.3.
package struct EntityTag: Sendable {
  private var bytes = InlineArray<56, UInt8>(repeating: 0)
  private var count = 0

  /// Makes a tag that changes whenever the size or the time of the last change does.
  ///
  /// - Parameters:
  ///   - size: bytes.
  ///   - seconds: of the last modification, since the epoch.
  ///   - nanoseconds: behind `seconds`, 0 through 999,999,999.
  ///   - isWeak: whether equal tags may stand for different bytes, as they may while the file's clock has
  ///     not moved on since the last change.
  ///   - coding: the content coding the representation is in. Each has a tag of its own, RFC 9110 8.8.3.3, even
  ///     if its file happens to have the size and the time of another's.
  package init(
    size: UInt64, seconds: Int64, nanoseconds: UInt32, isWeak: Bool = false, coding: ContentCoding = .identity
  ) {
    if isWeak {
      append(UInt8(ascii: "W"))
      append(UInt8(ascii: "/"))
    }
    append(UInt8(ascii: "\""))
    append(hexadecimal: UInt64(bitPattern: seconds))
    append(UInt8(ascii: "-"))
    append(hexadecimal: UInt64(nanoseconds))
    append(UInt8(ascii: "-"))
    append(hexadecimal: size)
    if coding != .identity {
      append(UInt8(ascii: "-"))
      // A literal's bytes live as long as the program, and the index stays below their count.
      for index in 0..<coding.token.utf8CodeUnitCount { append(unsafe coding.token.utf8Start[index]) }
    }
    append(UInt8(ascii: "\""))
  }

  /// The tag as it stands in an ETag field, quotes and all: at most 54 bytes.
  package var text: RawSpan {
    @_lifetime(borrow self)
    get { bytes.span.raw().extracting(0..<count) }
  }

  // 2 for W/, 2 quotes, 3 dashes, 16 + 8 + 16 digits and 7 for a coding make 54, below the capacity.
  private mutating func append(_ byte: UInt8) {
    bytes[count] = byte
    count &+= 1
  }

  private mutating func append(hexadecimal number: UInt64) {
    var shift = number == 0 ? 0 : (63 &- number.leadingZeroBitCount) & ~3
    while shift >= 0 {
      let digit = UInt8(truncatingIfNeeded: (number >> UInt64(shift)) & 0xf)
      append(digit < 10 ? 0x30 &+ digit : 0x57 &+ digit)
      shift &-= 4
    }
  }
}
