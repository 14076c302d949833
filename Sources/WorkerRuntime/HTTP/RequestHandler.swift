package import HTTPCore

/// What answers requests.
package protocol RequestHandler {
  /// Answers one request.
  ///
  /// - Parameters:
  ///   - head: What the request's head says, as places in `bytes`.
  ///   - bytes: The head as it was received.
  /// - Returns: The answer. What frames it as a message is added by the connection.
  func respond(to head: borrowing RequestHead, in bytes: borrowing RawSpan) -> Response
}
