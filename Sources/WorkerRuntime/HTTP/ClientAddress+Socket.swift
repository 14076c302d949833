import HTTPCore
import LinuxIO

extension ClientAddress {
  /// The address that the kernel tells; nil for a kind that no listener here has.
  init?(_ address: SocketAddress) {
    if let number = address.ipv4 {
      self = .ipv4(number, port: address.port)
    } else if let (high, low) = address.ipv6 {
      self = .ipv6(high: high, low: low, port: address.port)
    } else if address.isUnix {
      self = .local
    } else {
      return nil
    }
  }
}
