import LinuxIO

/// A client's address as numbers, so that it can lie on the scoreboard.
package struct PeerRecord: Equatable, Sendable, BitwiseCopyable {
  package enum Kind: UInt8, Sendable, BitwiseCopyable {
    case unknown, ipv4, ipv6, local
  }

  package let kind: Kind
  package let port: UInt16
  /// The two halves of an IPv6 address; an IPv4 address is the lower.
  package let high: UInt64
  package let low: UInt64

  package init(kind: Kind, port: UInt16 = 0, high: UInt64 = 0, low: UInt64 = 0) {
    self.kind = kind
    self.port = port
    self.high = high
    self.low = low
  }

  init(reading words: SharedWords, at first: Int) {
    let head = words[first]
    kind = Kind(rawValue: UInt8(truncatingIfNeeded: head)) ?? .unknown
    port = UInt16(truncatingIfNeeded: head >> 16)
    high = words[first + 1]
    low = words[first + 2]
  }

  func write(to words: SharedWords, at first: Int) {
    words[first] = UInt64(kind.rawValue) | UInt64(port) << 16
    words[first + 1] = high
    words[first + 2] = low
  }
}

extension PeerRecord: CustomStringConvertible {
  /// `HOST:PORT` in numbers, IPv6 in brackets; `unix:` for this machine, `unknown` where nobody asked.
  package var description: String {
    switch kind {
    case .unknown: "unknown"
    case .ipv4: "\(SocketAddress(ipv4: UInt32(truncatingIfNeeded: low), port: port))"
    case .ipv6: "\(SocketAddress(ipv6: (high, low), port: port))"
    case .local: "unix:"
    }
  }
}
