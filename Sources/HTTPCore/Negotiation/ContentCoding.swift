/// The content codings a server may have files in, RFC 9110 8.4.1 and its registry.
package enum ContentCoding: UInt8, Sendable, CaseIterable {
  case identity, gzip, deflate, brotli, zstd

  /// The coding's name, as it stands in a Content-Encoding field.
  package var token: StaticString {
    switch self {
    case .identity: "identity"
    case .gzip: "gzip"
    case .deflate: "deflate"
    case .brotli: "br"
    case .zstd: "zstd"
    }
  }
}
