public import HTTPTypes
public import Logging

/// One request of a client, for an async handler.
///
/// It is made of what the client sent when it is asked for: a handler that looks at nothing pays for little.
public struct AsyncRequest: RequestFacts, Sendable {
  /// The content, RFC 9110 section 6.4. It is received while it is read.
  public let body: AsyncRequestBody
  private let facts: any RequestFacts & Sendable

  init(_ facts: some RequestFacts & Sendable, body: AsyncRequestBody) {
    self.facts = facts
    self.body = body
  }

  /// A request that no client has sent, to try a handler with; `PreforkTesting` makes such requests.
  ///
  /// - Parameters:
  ///   - head: Method, target and fields.
  ///   - body: The content, in the pieces in which it is read.
  ///   - client: Where it claims to come from.
  package init(_ head: HTTPRequest, body: [[UInt8]], client: Client?) {
    let pieces = MemoryPieces(body)
    self.init(
      MemoryFacts(head, from: client),
      body: AsyncRequestBody(length: pieces.length) { await pieces.next() })
  }

  /// See ``RequestFacts/head``.
  public var head: HTTPRequest { facts.head }

  /// See ``RequestFacts/client``.
  public var client: Client? { facts.client }

  /// See ``RequestFacts/id``.
  public var id: String { facts.id }

  /// See ``RequestFacts/logger``.
  public var logger: Logger { facts.logger }
}
