import HTTPTypes
import Logging

/// Where a request comes from: a connection, or a test.
protocol RequestSource: AnyObject {
  func makeHead() -> HTTPRequest
  /// The next bytes of the content; nil at its end.
  func readBody() throws -> [UInt8]?
  /// Bytes of content that the client announces; nil if it announces none or does not say how many.
  var bodyLength: UInt64? { get }
  var client: Client? { get }
  var id: String { get }
  func makeLogger() -> Logger
}
