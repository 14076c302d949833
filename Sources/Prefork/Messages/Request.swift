public import HTTPTypes
public import Logging

/// One request of a client.
///
/// It is made of what the client sent when it is asked for: a handler that looks at nothing pays for nothing.
public final class Request: RequestFacts {
  private var source: any RequestSource
  private var knownHead: HTTPRequest?
  private var knownLogger: Logger?

  init(_ source: any RequestSource) { self.source = source }

  /// A request that no client has sent, to try a handler with; `PreforkTesting` makes such requests.
  ///
  /// - Parameters:
  ///   - head: Method, target and fields.
  ///   - body: The content, in the pieces in which it is read.
  ///   - client: Where it claims to come from.
  package convenience init(_ head: HTTPRequest, body: [[UInt8]], client: Client?) {
    self.init(MemorySource(MemoryFacts(head, from: client), body: body))
  }

  /// See ``RequestFacts/head``.
  public var head: HTTPRequest {
    if let knownHead { return knownHead }
    let made = source.makeHead()
    knownHead = made
    return made
  }

  /// The content, RFC 9110 section 6.4. It is received while it is read.
  public var body: RequestBody { RequestBody(source) }

  /// See ``RequestFacts/client``.
  public var client: Client? { source.client }

  /// See ``RequestFacts/id``.
  public var id: String { source.id }

  /// See ``RequestFacts/logger``.
  public var logger: Logger {
    if let knownLogger { return knownLogger }
    let made = source.makeLogger()
    knownLogger = made
    return made
  }

  /// Lets go of the server's buffers when the request is over. What a handler has kept of it stays true; its content
  /// cannot be read any more.
  func close() {
    source = MemorySource(
      MemoryFacts(head, from: source.client, id: source.id, logger: logger), body: [])
  }
}
