/// The header a load balancer sends ahead of the client's bytes, PROXY protocol versions 1 and 2.
///
/// To be parsed only on listeners configured for it, where it is then mandatory: the specification forbids
/// to guess, and anyone could lie about an address.
package struct ProxyHeader: Equatable, Sendable {
  /// Whom the header speaks for.
  package enum Origin: Equatable, Sendable {
    /// The proxy itself, as in a health check, or a client it does not tell. The addresses of the socket
    /// count.
    case unspecified
    /// A client over IPv4.
    case ipv4(source: ProxyAddress, destination: ProxyAddress)
    /// A client over IPv6.
    case ipv6(source: ProxyAddress, destination: ProxyAddress)
  }

  /// Whom the header speaks for.
  package let origin: Origin
  /// Bytes the header takes; what follows them is the client's.
  package let count: Int

  /// Bytes of the longest header of version 1, CRLF included.
  package static var maximumLine: Int { 107 }
  /// Bytes of the longest header of version 2 accepted. Addresses take 232 at most; the rest is extensions.
  package static var maximumBlock: Int { 4096 }

  init(origin: Origin, count: Int) {
    self.origin = origin
    self.count = count
  }

  /// Parses the header at the beginning of a connection.
  ///
  /// - Parameter bytes: everything received so far.
  /// - Returns: nil while the header is not complete.
  /// - Throws: what is wrong, as soon as it is known.
  package static func parse(_ bytes: borrowing RawSpan) throws(ProxyHeaderError) -> ProxyHeader? {
    guard bytes.byteCount > 0 else { return nil }
    let isBlock = bytes.byte(0) == .carriageReturn
    let signature: StaticString =
      isBlock ? "\r\n\r\n\0\r\nQUIT\n" : "PROXY "
    let known = min(bytes.byteCount, signature.utf8CodeUnitCount)
    for index in 0..<known {
      // `known` is at most the number of bytes of the signature, a literal.
      guard unsafe bytes.byte(index) == signature.utf8Start[index] else { throw .signatureMissing }
    }
    guard known == signature.utf8CodeUnitCount else { return nil }
    return isBlock ? try parseBlock(bytes) : try parseLine(bytes)
  }
}
