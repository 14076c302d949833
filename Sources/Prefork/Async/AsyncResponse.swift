public import HTTPTypes

/// What an ``AsyncRequestHandler`` answers.
public typealias AsyncResponse = Reply<AsyncResponseBody>

/// The content of an ``AsyncResponse``.
public enum AsyncResponseBody: ReplyContent, Sendable {
  /// What is at hand when the handler returns.
  case whole(WholeContent)
  /// What a closure will write, and how many bytes that will be if it is known.
  case stream(length: UInt64?, @Sendable (AsyncResponseWriter) async throws -> Void)

  /// Content that is at hand.
  public init(_ whole: WholeContent) { self = .whole(whole) }
}

extension Reply where Content == AsyncResponseBody {
  /// A response whose content is written bit by bit.
  ///
  /// - Parameters:
  ///   - status: The status.
  ///   - headerFields: Fields besides those of the server.
  ///   - length: How many bytes will be written, if that is known; else the content is sent in chunks. Fewer or more end
  ///     the connection, so that the client notices.
  ///   - write: Writes the content, after the handler has returned. An error ends the connection in the middle of the
  ///     response. It is not called where there is no content, as for HEAD.
  /// - Returns: The response.
  public static func stream(
    status: HTTPResponse.Status = .ok, headerFields: HTTPFields = [:], length: UInt64? = nil,
    _ write: @escaping @Sendable (AsyncResponseWriter) async throws -> Void
  ) -> AsyncResponse {
    AsyncResponse(status, headerFields: headerFields, body: .stream(length: length, write))
  }
}
