import HTTPCore
public import HTTPTypes
import LinuxIO
public import Logging

/// One request of a client, for an async handler.
public struct AsyncRequest: RequestFacts, Sendable {
  /// See ``RequestFacts/head``.
  public let head: HTTPRequest
  /// The content, RFC 9110 section 6.4. It is received while it is read.
  public let body: AsyncRequestBody
  private let address: ClientAddress?
  /// Where a request that is made up claims to come from.
  private let claim: Client?
  private let identity: RequestIdentity

  init(
    head: HTTPRequest, body: AsyncRequestBody, address: ClientAddress?, claim: Client? = nil,
    identity: RequestIdentity
  ) {
    self.head = head
    self.body = body
    self.address = address
    self.claim = claim
    self.identity = identity
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
      head: head, body: AsyncRequestBody(length: pieces.length) { await pieces.next() }, address: nil,
      claim: client,
      identity: RequestIdentity(
        worker: Worker(number: 0, pid: Fork.pid, generation: 0), connection: 0, request: 1))
  }

  /// See ``RequestFacts/client``.
  public var client: Client? { claim ?? address.flatMap { Client($0) } }

  /// See ``RequestFacts/id``.
  public var id: String { identity.text }

  /// See ``RequestFacts/logger``.
  public var logger: Logger { identity.logger }
}
