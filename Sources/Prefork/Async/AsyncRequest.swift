import HTTPCore
public import HTTPTypes
public import Logging

/// One request of a client, for an async handler.
public struct AsyncRequest: RequestFacts, Sendable {
  /// See ``RequestFacts/head``.
  public let head: HTTPRequest
  /// The content, RFC 9110 section 6.4. It is received while it is read.
  public let body: AsyncRequestBody
  private let address: ClientAddress?
  private let identity: RequestIdentity

  init(head: HTTPRequest, body: AsyncRequestBody, address: ClientAddress?, identity: RequestIdentity) {
    self.head = head
    self.body = body
    self.address = address
    self.identity = identity
  }

  /// See ``RequestFacts/client``.
  public var client: Client? { address.flatMap { Client($0) } }

  /// See ``RequestFacts/id``.
  public var id: String { identity.text }

  /// See ``RequestFacts/logger``.
  public var logger: Logger { identity.logger }
}
