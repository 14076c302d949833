extension ProxyHeader {
  /// Parses a header of version 2, whose signature has been found.
  static func parseBlock(_ bytes: borrowing RawSpan) throws(ProxyHeaderError) -> ProxyHeader? {
    guard bytes.byteCount > 12 else { return nil }
    let command = bytes.byte(12)
    // Version 2 in the upper half; LOCAL or PROXY in the lower one.
    guard command == 0x20 || command == 0x21 else { throw .malformedBlock }
    guard bytes.byteCount >= 16 else { return nil }
    let family = bytes.byte(13)
    guard family >> 4 <= 3, family & 0xf <= 2 else { throw .malformedBlock }
    let count = 16 &+ number16(bytes, 14)
    guard count <= maximumBlock else { throw .tooLong }
    guard bytes.byteCount >= count else { return nil }
    // LOCAL comes with addresses that are to be ignored.
    guard command == 0x21 else { return ProxyHeader(origin: .unspecified, count: count) }
    return ProxyHeader(origin: try origin(bytes, family, count), count: count)
  }

  private static func origin(
    _ bytes: borrowing RawSpan, _ family: UInt8, _ count: Int
  ) throws(ProxyHeaderError) -> Origin {
    switch family {
    case 0x11, 0x12:
      guard count >= 16 &+ 12 else { throw .malformedBlock }
      return .ipv4(
        source: ProxyAddress(high: number(bytes, 16, 4) << 32, low: 0, port: port(bytes, 24)),
        destination: ProxyAddress(high: number(bytes, 20, 4) << 32, low: 0, port: port(bytes, 26)))
    case 0x21, 0x22:
      guard count >= 16 &+ 36 else { throw .malformedBlock }
      return .ipv6(
        source: ProxyAddress(
          high: number(bytes, 16, 8), low: number(bytes, 24, 8), port: port(bytes, 48)),
        destination: ProxyAddress(
          high: number(bytes, 32, 8), low: number(bytes, 40, 8), port: port(bytes, 50)))
    default:
      // UNSPEC, and Unix sockets, whose paths say nothing about a client.
      return .unspecified
    }
  }

  private static func number16(_ bytes: borrowing RawSpan, _ index: Int) -> Int {
    Int(bytes.byte(index)) << 8 | Int(bytes.byte(index &+ 1))
  }

  private static func port(_ bytes: borrowing RawSpan, _ index: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: number16(bytes, index))
  }

  /// `count` bytes, at most 8, as a number in network order.
  private static func number(_ bytes: borrowing RawSpan, _ start: Int, _ count: Int) -> UInt64 {
    var number: UInt64 = 0
    for index in 0..<count { number = number << 8 | UInt64(bytes.byte(start &+ index)) }
    return number
  }
}
