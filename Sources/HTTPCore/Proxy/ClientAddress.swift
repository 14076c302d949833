/// Where a client is: as the kernel says of its connection, or as a trusted proxy does.
package enum ClientAddress: Equatable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// An IPv4 address in host byte order.
  case ipv4(UInt32, port: UInt16)
  /// An IPv6 address as two numbers.
  case ipv6(high: UInt64, low: UInt64, port: UInt16)
  /// The other end of a unix socket, on this machine.
  case local

  /// `HOST:PORT` in numbers, IPv6 in brackets and as short as RFC 5952 has it; or `unix:`.
  package var description: String {
    switch self {
    case .ipv4(let address, let port): "\(Self.text(address)):\(port)"
    case .ipv6(let high, let low, let port): "[\(Self.text(high, low))]:\(port)"
    case .local: "unix:"
    }
  }

  /// `description` without the port and the brackets, as log files and Forwarded-For fields have it.
  package var host: String {
    switch self {
    case .ipv4(let address, _): Self.text(address)
    case .ipv6(let high, let low, _): Self.text(high, low)
    case .local: "unix:"
    }
  }

  private static func text(_ address: UInt32) -> String {
    "\(address >> 24).\(address >> 16 & 0xff).\(address >> 8 & 0xff).\(address & 0xff)"
  }

  private static func text(_ high: UInt64, _ low: UInt64) -> String {
    // RFC 5952 section 5: an IPv4 address in IPv6 clothes is written as such.
    if high == 0, low >> 32 == 0xffff { return "::ffff:" + text(UInt32(truncatingIfNeeded: low)) }
    let groups = [high, low].flatMap { half in
      [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: half >> UInt64($0)) }
    }
    // The longest run of two zeros or more, of equals the first (section 4.2), is left out.
    var gap = 0..<0
    var start = 0
    for index in 0...groups.count where index == groups.count || groups[index] != 0 {
      if index - start > max(1, gap.count) { gap = start..<index }
      start = index + 1
    }
    let head = groups[..<(gap.isEmpty ? groups.count : gap.lowerBound)]
    let text = head.map { String($0, radix: 16) }.joined(separator: ":")
    guard !gap.isEmpty else { return text }
    return text + "::" + groups[gap.upperBound...].map { String($0, radix: 16) }.joined(separator: ":")
  }
}

extension ProxyHeader {
  /// The client it speaks for, nil for the proxy itself or a client that it does not tell.
  package var client: ClientAddress? {
    switch origin {
    case .unspecified: nil
    case .ipv4(let source, _): .ipv4(UInt32(truncatingIfNeeded: source.high >> 32), port: source.port)
    case .ipv6(let source, _): .ipv6(high: source.high, low: source.low, port: source.port)
    }
  }
}
