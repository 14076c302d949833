extension ProxyHeader {
  /// Parses a header of version 1, whose first word has been found.
  static func parseLine(_ bytes: borrowing RawSpan) throws(ProxyHeaderError) -> ProxyHeader? {
    let end = min(bytes.byteCount, maximumLine)
    var index = 6
    while index < end, bytes.byte(index) != .carriageReturn {
      // The line is printable ASCII, though what follows UNKNOWN means nothing.
      guard bytes.byte(index) >= .space, bytes.byte(index) < 0x7f else { throw .malformedLine }
      index &+= 1
    }
    guard index &+ 1 < end else {
      if end == maximumLine { throw .malformedLine }
      return nil
    }
    guard bytes.byte(index &+ 1) == .lineFeed else { throw .malformedLine }
    guard let origin = origin(bytes, index) else { throw .malformedLine }
    return ProxyHeader(origin: origin, count: index &+ 2)
  }

  private static func origin(_ bytes: borrowing RawSpan, _ end: Int) -> Origin? {
    var index = 6
    let family = bytes.extracting(word(bytes, &index, end))
    if family.equals("UNKNOWN") { return .unspecified }
    let isIPv4 = family.equals("TCP4")
    guard isIPv4 || family.equals("TCP6") else { return nil }
    let source = bytes.extracting(word(bytes, &index, end))
    let destination = bytes.extracting(word(bytes, &index, end))
    guard let sourcePort = port(bytes.extracting(word(bytes, &index, end))) else { return nil }
    // Nothing may follow the last word, not even a space.
    guard index <= end, let destinationPort = port(bytes.extracting(index..<end)) else { return nil }
    if isIPv4 {
      guard let from = AddressText.ipv4(source), let to = AddressText.ipv4(destination) else { return nil }
      return .ipv4(
        source: ProxyAddress(high: UInt64(from) << 32, low: 0, port: sourcePort),
        destination: ProxyAddress(high: UInt64(to) << 32, low: 0, port: destinationPort))
    }
    guard let from = AddressText.ipv6(source), let to = AddressText.ipv6(destination) else { return nil }
    return .ipv6(
      source: ProxyAddress(high: from.high, low: from.low, port: sourcePort),
      destination: ProxyAddress(high: to.high, low: to.low, port: destinationPort))
  }

  /// The bytes up to the next space, behind which `index` is left, though never behind `end`.
  private static func word(_ bytes: borrowing RawSpan, _ index: inout Int, _ end: Int) -> Range<Int> {
    let start = index
    while index < end, bytes.byte(index) != .space { index &+= 1 }
    defer { if index < end { index &+= 1 } }
    return start..<index
  }

  /// A port in decimal without leading zeros.
  private static func port(_ bytes: borrowing RawSpan) -> UInt16? {
    guard let number = AddressText.decimal(bytes, digits: 5), number <= 65535 else { return nil }
    return UInt16(truncatingIfNeeded: number)
  }
}
