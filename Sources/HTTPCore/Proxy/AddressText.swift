/// IP addresses in the usual notation.
enum AddressText {
  /// A decimal number of at most that many digits without leading zeros; nil for anything else.
  static func decimal(_ bytes: borrowing RawSpan, digits: Int) -> Int? {
    guard bytes.byteCount > 0, bytes.byteCount <= digits else { return nil }
    guard bytes.byteCount == 1 || bytes.byte(0) != UInt8(ascii: "0") else { return nil }
    var number = 0
    for index in 0..<bytes.byteCount {
      guard bytes.byte(index).isDigit else { return nil }
      // Callers ask for five digits at most.
      number = number &* 10 &+ Int(bytes.byte(index) &- 0x30)
    }
    return number
  }

  /// Four decimal numbers with dots between them, as a number in network order.
  static func ipv4(_ bytes: borrowing RawSpan) -> UInt32? {
    var address: UInt32 = 0
    var parts = 0
    var start = 0
    while start <= bytes.byteCount {
      var end = start
      while end < bytes.byteCount, bytes.byte(end) != UInt8(ascii: ".") { end &+= 1 }
      guard parts < 4, let number = decimal(bytes.extracting(start..<end), digits: 3), number <= 255 else {
        return nil
      }
      address = address << 8 | UInt32(truncatingIfNeeded: number)
      parts &+= 1
      start = end &+ 1
    }
    return parts == 4 ? address : nil
  }

  /// The notation of RFC 4291 2.2, as two numbers in network order.
  static func ipv6(_ bytes: borrowing RawSpan) -> (high: UInt64, low: UInt64)? {
    var groups = InlineArray<8, UInt16>(repeating: 0)
    var count = 0
    // Groups ahead of the `::`.
    var gap: Int?
    var index = 0
    let end = bytes.byteCount
    guard end >= 2 else { return nil }
    if bytes.byte(0) == UInt8(ascii: ":") {
      guard bytes.byte(1) == UInt8(ascii: ":") else { return nil }
      gap = 0
      index = 2
    }
    while index < end {
      guard count < 8 else { return nil }
      let start = index
      while index < end, bytes.byte(index).hexDigitValue != nil { index &+= 1 }
      if index < end, bytes.byte(index) == UInt8(ascii: ".") {
        guard count <= 6, let tail = ipv4(bytes.extracting(start..<end)) else { return nil }
        groups[count] = UInt16(truncatingIfNeeded: tail >> 16)
        groups[count &+ 1] = UInt16(truncatingIfNeeded: tail)
        count &+= 2
        break
      }
      guard let group = group(bytes, start, index) else { return nil }
      groups[count] = group
      count &+= 1
      guard index < end else { break }
      guard bytes.byte(index) == UInt8(ascii: ":"), index &+ 1 < end else { return nil }
      index &+= 1
      if bytes.byte(index) == UInt8(ascii: ":") {
        guard gap == nil else { return nil }
        gap = count
        index &+= 1
      }
    }
    return assemble(groups, count, gap)
  }

  private static func group(_ bytes: borrowing RawSpan, _ start: Int, _ end: Int) -> UInt16? {
    guard end > start, end &- start <= 4 else { return nil }
    var number: UInt16 = 0
    for index in start..<end {
      guard let digit = bytes.byte(index).hexDigitValue else { return nil }
      number = number << 4 | UInt16(digit)
    }
    return number
  }

  private static func assemble(
    _ groups: InlineArray<8, UInt16>, _ count: Int, _ gap: Int?
  ) -> (high: UInt64, low: UInt64)? {
    // The gap stands for one group of zeros at least.
    guard gap == nil ? count == 8 : count < 8 else { return nil }
    let head = gap ?? count
    var high: UInt64 = 0
    var low: UInt64 = 0
    for position in 0..<8 {
      var group: UInt16 = 0
      if position < head {
        group = groups[position]
      } else if position >= 8 &- (count &- head) {
        group = groups[position &- 8 &+ count]
      }
      high = high << 16 | low >> 48
      low = low << 16 | UInt64(group)
    }
    return (high, low)
  }
}
