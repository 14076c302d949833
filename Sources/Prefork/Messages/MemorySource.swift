import HTTPTypes
import Logging

/// A request that is all in memory.
final class MemorySource: RequestSource {
  private let head: HTTPRequest
  private var pieces: ArraySlice<[UInt8]>
  let client: Client?
  let id: String
  private let logger: Logger

  init(
    _ head: HTTPRequest, body: [[UInt8]], client: Client?, id: String = "0.0.1",
    logger: Logger = Logger(label: "request")
  ) {
    self.head = head
    pieces = body.filter { !$0.isEmpty }[...]
    self.client = client
    self.id = id
    self.logger = logger
  }

  var bodyLength: UInt64? {
    pieces.isEmpty ? nil : UInt64(pieces.reduce(0) { $0 + $1.count })
  }

  func makeHead() -> HTTPRequest { head }
  func readBody() -> [UInt8]? { pieces.popFirst() }
  func makeLogger() -> Logger { logger }
}
