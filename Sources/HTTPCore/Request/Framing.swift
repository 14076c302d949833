/// How the end of a request's content is found, RFC 9112 6.3.
package enum Framing: Equatable, Sendable, BitwiseCopyable {
  /// No content follows the head.
  case none
  /// That many bytes follow; 0 is possible.
  case length(UInt64)
  /// Chunks follow.
  case chunked
}
