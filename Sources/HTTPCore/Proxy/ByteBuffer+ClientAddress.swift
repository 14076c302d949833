extension ByteBuffer {
  /// Appends what ``ClientAddress/host`` says, without allocating.
  package mutating func append(host address: ClientAddress) throws(BufferFull) {
    switch address {
    case .ipv4(let number, _): try append(ipv4: number)
    case .ipv6(let high, let low, _): try append(ipv6: high, low)
    case .local: try append("unix:")
    }
  }

  private mutating func append(ipv4 address: UInt32) throws(BufferFull) {
    try append(decimal: UInt64(address >> 24))
    for shift in stride(from: UInt32(16), through: 0, by: -8) {
      try append(UInt8(ascii: "."))
      try append(decimal: UInt64(address >> shift & 0xff))
    }
  }

  private mutating func append(ipv6 high: UInt64, _ low: UInt64) throws(BufferFull) {
    // RFC 5952 section 5: an IPv4 address in IPv6 clothes is written as such.
    if high == 0, low >> 32 == 0xffff {
      try append("::ffff:")
      return try append(ipv4: UInt32(truncatingIfNeeded: low))
    }
    var groups = InlineArray<8, UInt16>(repeating: 0)
    for index in 0..<8 {
      groups[index] = UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> UInt64(48 &- 16 &* (index & 3)))
    }
    // The longest run of two zeros or more, of equals the first (section 4.2), is left out.
    var gap = 0..<0
    var start = 0
    for index in 0...8 where index == 8 || groups[index] != 0 {
      if index - start > max(1, gap.count) { gap = start..<index }
      start = index + 1
    }
    for index in 0..<8 where !gap.contains(index) {
      if index == gap.upperBound, !gap.isEmpty {
        try append("::")
      } else if index > 0 {
        try append(UInt8(ascii: ":"))
      }
      try append(hexadecimal: UInt64(groups[index]))
    }
    if gap.upperBound == 8 { try append("::") }
  }
}
