public import HTTPTypes

/// The answer to a request: ``Response`` or ``AsyncResponse``, which differ in who writes content bit by bit.
public struct Reply<Content: ReplyContent> {
  /// Status and fields, as swift-http-types has them.
  ///
  /// The server itself says `Date`, `Server`, `Connection`, `Content-Length` and `Transfer-Encoding`; of these fields only
  /// `Connection: close` has an effect here: it ends the connection behind this response.
  public var head: HTTPResponse
  /// What follows.
  public var body: Content

  /// Makes an answer.
  ///
  /// - Parameters:
  ///   - status: The status, 200 through 599; anything else is answered with 500.
  ///   - headerFields: Fields besides those of the server.
  ///   - body: The content. An answer to HEAD, and one with 204 or 304, is sent without.
  public init(
    _ status: HTTPResponse.Status = .ok, headerFields: HTTPFields = [:], body: Content = .empty
  ) {
    head = HTTPResponse(status: status, headerFields: headerFields)
    self.body = body
  }

  /// The status.
  public var status: HTTPResponse.Status {
    get { head.status }
    set { head.status = newValue }
  }

  /// The fields.
  public var headerFields: HTTPFields {
    get { head.headerFields }
    set { head.headerFields = newValue }
  }
}

extension Reply: Sendable where Content: Sendable {}

/// What a ``RequestHandler`` answers.
public typealias Response = Reply<ResponseBody>
