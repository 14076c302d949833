/// One `range-spec` of RFC 9110 14.1.1, not yet compared with a length.
struct RangeSpec {
  private let first: UInt64?
  private let last: UInt64?

  /// Reads `first-last`, `first-` or `-count`; nil for anything else, or for a last position below the first.
  init?(_ bytes: borrowing RawSpan, _ extent: Extent) {
    var index = extent.start
    first = Self.number(bytes, &index, extent.end)
    guard index < extent.end, bytes.byte(index) == UInt8(ascii: "-") else { return nil }
    index &+= 1
    last = Self.number(bytes, &index, extent.end)
    guard index == extent.end, first != nil || last != nil else { return nil }
    if let first, let last, last < first { return nil }
  }

  /// The bytes meant of a representation of that length, nil when there are none.
  func range(length: UInt64) -> ByteRange? {
    guard length > 0 else { return nil }
    if let first {
      guard first < length else { return nil }
      return ByteRange(first: first, last: min(last ?? .max, length &- 1))
    }
    guard let last, last > 0 else { return nil }
    return ByteRange(first: length &- min(last, length), last: length &- 1)
  }

  /// A run of digits; one too large to represent stays at the largest number, beyond every length.
  private static func number(_ bytes: borrowing RawSpan, _ index: inout Int, _ end: Int) -> UInt64? {
    let start = index
    var number: UInt64 = 0
    while index < end, bytes.byte(index).isDigit {
      let tenfold = number.multipliedReportingOverflow(by: 10)
      let sum = tenfold.partialValue.addingReportingOverflow(UInt64(bytes.byte(index) &- 0x30))
      number = tenfold.overflow || sum.overflow ? .max : sum.partialValue
      index &+= 1
    }
    return index > start ? number : nil
  }
}
