import HTTPTypes
import Logging

/// A request that is all in memory.
final class MemorySource: RequestSource {
  private let facts: MemoryFacts
  private var pieces: ArraySlice<[UInt8]>

  init(_ facts: MemoryFacts, body: [[UInt8]]) {
    self.facts = facts
    pieces = body.filter { !$0.isEmpty }[...]
  }

  var bodyLength: UInt64? {
    pieces.isEmpty ? nil : UInt64(pieces.reduce(0) { $0 + $1.count })
  }

  var client: Client? { facts.client }
  var id: String { facts.id }
  func makeHead() -> HTTPRequest { facts.head }
  func readBody() -> [UInt8]? { pieces.popFirst() }
  func makeLogger() -> Logger { facts.logger }
}
