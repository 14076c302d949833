/// The addresses that have their first bits in common, such as `10.0.0.0/8`, or all that come over unix sockets.
package struct AddressRange: Equatable, Sendable {
  private enum Network: Equatable { case ipv4, ipv6, local }

  private let network: Network
  // An IPv4 address is in the lower half of `low`.
  private let high: UInt64
  private let low: UInt64
  private let highMask: UInt64
  private let lowMask: UInt64

  /// Reads an IPv4 or IPv6 address with the number of its bits that count, `ADDRESS/BITS`; a single address; or `unix`.
  package init(parsing text: String) throws(AddressRangeError) {
    if text == "unix" {
      self.init(.local, 0, 0, 0, 0)
      return
    }
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let address = Array((parts.first ?? "").utf8)
    // An array of bytes has no padding.
    if let number = AddressText.ipv4(unsafe address.span.bytes) {
      let bits = try Self.bits(parts, text, most: 32)
      self.init(.ipv4, 0, UInt64(number), 0, Self.mask(bits) >> 32)
    } else if let (high, low) = AddressText.ipv6(unsafe address.span.bytes) {
      let bits = try Self.bits(parts, text, most: 128)
      self.init(.ipv6, high, low, Self.mask(min(bits, 64)), Self.mask(max(0, bits - 64)))
    } else {
      throw .malformed(text)
    }
    // 10.1.0.0/8 may be a slip for /16: what was meant is the administrator's to say.
    guard high & ~highMask == 0, low & ~lowMask == 0 else { throw .beyondPrefix(text) }
  }

  private init(_ network: Network, _ high: UInt64, _ low: UInt64, _ highMask: UInt64, _ lowMask: UInt64) {
    self.network = network
    self.high = high
    self.low = low
    self.highMask = highMask
    self.lowMask = lowMask
  }

  /// Whether `address` is one of them; the port is of no account.
  package func contains(_ address: ClientAddress) -> Bool {
    switch address {
    case .ipv4(let number, _): network == .ipv4 && UInt64(number) & lowMask == low
    case .ipv6(let high, let low, _):
      network == .ipv6 && high & highMask == self.high && low & lowMask == self.low
    case .local: network == .local
    }
  }

  private static func bits(
    _ parts: [Substring], _ text: String, most: Int
  ) throws(AddressRangeError) -> Int {
    guard parts.count == 2 else { return most }
    let digits = Array(parts[1].utf8)
    // An array of bytes has no padding.
    guard let bits = AddressText.decimal(unsafe digits.span.bytes, digits: 3), bits <= most else {
      throw .malformed(text)
    }
    return bits
  }

  /// A number of 64 bits of which the first `bits` are set. Swift's shift by 64 leaves zero.
  private static func mask(_ bits: Int) -> UInt64 { ~(UInt64.max >> UInt64(bits)) }
}
