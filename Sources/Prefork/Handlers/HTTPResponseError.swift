public import HTTPTypes

/// An error that knows how it is to be answered.
public protocol HTTPResponseError: Error {
  /// The status of the answer, 400 through 599 as a rule. An informational one (1xx) is answered with 500.
  var status: HTTPResponse.Status { get }
  /// Fields that the answer has besides those of the server, such as `WWW-Authenticate` with 401.
  var headerFields: HTTPFields { get }
  /// What the client is told, as plain text; nil for the status's own words. It is not logged.
  var message: String? { get }
}

extension HTTPResponseError {
  /// None.
  public var headerFields: HTTPFields { [:] }
  /// The status's own words.
  public var message: String? { nil }
}
