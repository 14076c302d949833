/// How far a response has been written.
enum ResponseState: Equatable {
  case none
  /// Between ``Exchange/begin(_:length:)`` and ``Exchange/endHead()``; then `content` follows.
  case head(content: Content)
  case content(Content)
  case complete

  enum Content: Equatable {
    /// So many bytes are still missing.
    case length(UInt64)
    case chunked
    /// Until the connection closes: for HTTP/1.0 clients.
    case untilClose
    /// None, whatever the head says: the answer to HEAD, 204, 304.
    case absent
  }
}
