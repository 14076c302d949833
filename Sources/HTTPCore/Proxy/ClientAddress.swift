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
    case .ipv4(_, let port): "\(host):\(port)"
    case .ipv6(_, _, let port): "[\(host)]:\(port)"
    case .local: host
    }
  }

  /// `description` without the port and the brackets, as log files and Forwarded-For fields have it.
  package var host: String {
    var buffer = ByteBuffer(maximumCapacity: 64)
    // The longest has 45 bytes.
    try? buffer.append(host: self)
    // The bytes are copied while the span borrows them.
    return unsafe buffer.readable.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// nil for a unix socket.
  package var port: UInt16? {
    switch self {
    case .ipv4(_, let port), .ipv6(_, _, let port): port
    case .local: nil
    }
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
