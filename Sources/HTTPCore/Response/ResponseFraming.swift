/// How a client finds the end of a response's content, RFC 9112 6.3.
package enum ResponseFraming: Equatable, Sendable, BitwiseCopyable {
  /// Content-Length with that many bytes, also in answer to HEAD, where they are not sent.
  case length(UInt64)
  /// Transfer-Encoding: chunked. Not for HTTP/1.0 clients, RFC 9112 6.1.
  case chunked
  /// Neither: the end of the connection is the end of the content, so `Connection: close` is implied.
  case untilClose
}
