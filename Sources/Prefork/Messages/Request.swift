public import HTTPTypes
public import Logging

/// One request of a client.
///
/// It is made of what the client sent when it is asked for: a handler that looks at nothing pays for nothing.
public final class Request {
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
    self.init(MemorySource(head, body: body, client: client))
  }

  /// Method, scheme, authority, path with query, and fields, as swift-http-types has them.
  ///
  /// The path is the request's target (RFC 9112 section 3.2) without scheme and authority, still percent-encoded.
  public var head: HTTPRequest {
    if let knownHead { return knownHead }
    let made = source.makeHead()
    knownHead = made
    return made
  }

  /// The method, RFC 9110 section 9.
  public var method: HTTPRequest.Method { head.method }

  /// The header fields, RFC 9110 section 5.
  public var headerFields: HTTPFields { head.headerFields }

  /// The target's path without its query, still percent-encoded. It begins with a slash.
  public var path: String { RequestTarget(head).path }

  /// The parts of the path between its slashes, percent-decoded: `["a b", "c"]` for `/a%20b/c`, and for `/a%20b//c/`.
  ///
  /// What is no UTF-8 after decoding is U+FFFD; a decoded slash stays within its part.
  public var pathComponents: [String] { RequestTarget(head).pathComponents }

  /// The parameters of the target's query, decoded.
  public var query: QueryParameters { QueryParameters(RequestTarget(head).query ?? "") }

  /// The content, RFC 9110 section 6.4. It is received while it is read.
  public var body: RequestBody { RequestBody(source) }

  /// Where the client is: as the kernel says, or the trusted proxy of `--proxy-protocol-from`. Nil for the other end of
  /// a unix socket, and when the client has gone before it was asked for.
  public var client: Client? { source.client }

  /// Names the request among all of this run of the server: the worker's number, the connection's in the worker, and
  /// the request's on the connection, such as `12.340.2`.
  public var id: String { source.id }

  /// Logs with the request's ``id``, the worker's process id and its generation as metadata.
  public var logger: Logger {
    if let knownLogger { return knownLogger }
    let made = source.makeLogger()
    knownLogger = made
    return made
  }

  /// What it says of itself in the log.
  var summary: String { "\(head.method.rawValue) \(head.path ?? "/")" }

  /// Lets go of the server's buffers when the request is over. What a handler has kept of it stays true; its content
  /// cannot be read any more.
  func close() {
    source = MemorySource(head, body: [], client: source.client, id: source.id, logger: logger)
  }
}
