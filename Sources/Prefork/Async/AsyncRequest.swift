public import HTTPTypes
public import Logging

/// One request of a client, for an async handler.
public struct AsyncRequest: RequestFacts, Sendable {
  /// See ``RequestFacts/head``.
  public let head: HTTPRequest
  /// See ``RequestFacts/client``.
  public let client: Client?
  /// See ``RequestFacts/id``.
  public let id: String
  /// See ``RequestFacts/logger``.
  public let logger: Logger
  /// The content, RFC 9110 section 6.4. It is received while it is read.
  public let body: AsyncRequestBody
}
