import HTTPTypes
import Logging

/// What is said of a request that is all in memory.
struct MemoryFacts: RequestFacts, Sendable {
  let head: HTTPRequest
  let client: Client?
  var id = "0.0.1"
  var logger = Logger(label: "request")
}
