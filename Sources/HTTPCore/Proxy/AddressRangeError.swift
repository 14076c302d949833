/// Why a text names no range of addresses.
package enum AddressRangeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No address, or a prefix that is no number or longer than the address.
  case malformed(String)
  /// The address has bits set that the prefix says do not count.
  case beyondPrefix(String)

  package var description: String {
    switch self {
    case .malformed(let text):
      "'\(text)' is no range of addresses; write 192.0.2.1, 10.0.0.0/8, 2001:db8::/32 or unix"
    case .beyondPrefix(let text):
      "'\(text)' has bits set beyond its prefix; write zeros there or a longer prefix"
    }
  }
}
