/// One end of the connection a proxy speaks for.
package struct ProxyAddress: Equatable, Sendable, BitwiseCopyable {
  /// The address in network order: 4 bytes of IPv4 in the upper half of ``high``, or 16 bytes of IPv6 in
  /// ``high`` and ``low``.
  package let high: UInt64
  /// The lower half of an IPv6 address; 0 for IPv4.
  package let low: UInt64
  /// 0 through 65535.
  package let port: UInt16

  init(high: UInt64, low: UInt64, port: UInt16) {
    self.high = high
    self.low = low
    self.port = port
  }
}
