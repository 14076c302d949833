public import HTTPTypes
import Prefork

/// What a client would have been answered.
public struct TestAnswer: Sendable {
  /// Status and fields, without those that the server adds.
  public let head: HTTPResponse
  /// The content, all of it.
  public let body: [UInt8]
  /// Whether the handler failed in the middle of the content, so that the client would have seen its connection end.
  public let isCutShort: Bool

  init(_ answer: MemoryAnswer) {
    head = answer.head
    body = answer.body
    isCutShort = answer.isCutShort
  }

  /// The status.
  public var status: HTTPResponse.Status { head.status }

  /// The fields.
  public var headerFields: HTTPFields { head.headerFields }

  /// The content as text.
  public var text: String { String(decoding: body, as: UTF8.self) }
}
