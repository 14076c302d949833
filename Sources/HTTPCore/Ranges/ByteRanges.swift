/// The satisfiable ranges of one Range field in the order asked for: 1 through ``maximumCount``.
package struct ByteRanges: Sendable {
  /// Ranges a field may ask for, the unsatisfiable ones included.
  package static var maximumCount: Int { 16 }

  private var ranges = InlineArray<16, ByteRange>(repeating: ByteRange(first: 0, last: 0))
  /// Number of ranges.
  package private(set) var count = 0

  init() {}

  /// The range at `index`, 0 through ``count`` - 1.
  package subscript(index: Int) -> ByteRange {
    precondition(index >= 0 && index < count, "range index out of range")
    return ranges[index]
  }

  /// Reads the value of a Range field.
  ///
  /// Overlapping ranges, too many of them, and several that add up to the whole representation or more cost
  /// the server more than they are worth to anyone; RFC 9110 14.2 lets it ignore them.
  ///
  /// - Parameters:
  ///   - value: the field value.
  ///   - length: bytes of the representation. Of an empty one no part can be sent, so that a suffix of it,
  ///     which RFC 9110 14.1.2 calls satisfiable, is ignored.
  /// - Returns: what to answer with.
  package static func parse(_ value: borrowing RawSpan, length: UInt64) -> RangeResult {
    guard value.byteCount > 6, value.equalsIgnoringCase(Extent(0, 6), "bytes=") else { return .ignored }
    var list = ListCursor(6, value.byteCount)
    var ranges = ByteRanges()
    var asked = 0
    while let element = list.next(value) {
      if element.isEmpty { continue }
      asked &+= 1
      guard asked <= maximumCount, let spec = RangeSpec(value, element) else { return .ignored }
      guard let range = spec.range(length: length) else { continue }
      guard ranges.append(range) else { return .ignored }
    }
    guard asked > 0 else { return .ignored }
    guard ranges.count > 0 else { return length == 0 ? .ignored : .unsatisfiable }
    guard ranges.count == 1 || ranges.total < length else { return .ignored }
    return .satisfiable(ranges)
  }

  /// Sum of the sizes. No overflow: ranges that do not overlap have no more bytes than the representation.
  package var total: UInt64 {
    var sum: UInt64 = 0
    for index in 0..<count { sum &+= ranges[index].count }
    return sum
  }

  /// False when the range overlaps an earlier one, or there is no room.
  private mutating func append(_ range: ByteRange) -> Bool {
    guard count < Self.maximumCount else { return false }
    for index in 0..<count where range.first <= ranges[index].last && ranges[index].first <= range.last {
      return false
    }
    ranges[count] = range
    count &+= 1
    return true
  }
}
