public import HTTPTypes

/// A status to answer with, for a handler to throw.
///
/// ```swift
/// throw HTTPError(.notFound, "There is no such order.")
/// ```
public struct HTTPError: HTTPResponseError, Equatable {
  /// See ``HTTPResponseError/status``.
  public let status: HTTPResponse.Status
  /// See ``HTTPResponseError/headerFields``.
  public let headerFields: HTTPFields
  /// See ``HTTPResponseError/message``.
  public let message: String?

  /// Makes an error.
  ///
  /// - Parameters:
  ///   - status: The status of the answer.
  ///   - message: What the client is told; nil for the status's own words.
  ///   - headerFields: Fields besides those of the server.
  public init(_ status: HTTPResponse.Status, _ message: String? = nil, headerFields: HTTPFields = [:]) {
    self.status = status
    self.message = message
    self.headerFields = headerFields
  }
}
