public import HTTPTypes
public import Logging

/// What can be said of a request without its content: of a ``Request`` and of an ``AsyncRequest`` alike.
public protocol RequestFacts {
  /// Method, scheme, authority, path with query, and fields, as swift-http-types has them.
  ///
  /// The path is the request's target (RFC 9112 section 3.2) without scheme and authority, still percent-encoded.
  var head: HTTPRequest { get }
  /// Where the client is: as the kernel says, or the trusted proxy of `--proxy-protocol-from`. Nil for the other end of
  /// a unix socket, and when the client has gone before it was asked for.
  var client: Client? { get }
  /// Names the request among all of this run of the server: the worker's number, the connection's in the worker, and
  /// the request's on the connection, such as `12.340.2`.
  var id: String { get }
  /// Logs with the request's ``id``, the worker's process id and its generation as metadata.
  var logger: Logger { get }
}

extension RequestFacts {
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

  /// What it says of itself in the log.
  var summary: String { "\(head.method.rawValue) \(head.path ?? "/")" }
}
