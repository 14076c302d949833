/// Answers requests, one at a time: while a worker is at one, others wait for it or are taken by its siblings.
///
/// That one request is at work at a time is what makes a trap cost one request: a handler that crashes ends its worker,
/// its client is answered with 500, and nobody else notices.
public protocol RequestHandler {
  /// Answers a request.
  ///
  /// It may block, for a database or a file: the pool grows when workers are busy. After `--request-timeout` it is
  /// aborted and the client is answered with 503.
  ///
  /// - Parameter request: The request; valid until this call returns.
  /// - Returns: The whole response, or its beginning and a closure that writes the rest with a ``ResponseWriter``.
  /// - Throws: A ``HTTPResponseError``, which says how to answer; or any other error, which is logged and answered with
  ///   500 and without a word of what it was.
  func respond(to request: Request) throws -> Response
}
