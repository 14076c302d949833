import HTTPTypes
import LinuxIO
import Logging

/// What is said of a request that is all in memory.
struct MemoryFacts: RequestFacts, Sendable {
  let head: HTTPRequest
  let client: Client?
  let id: String
  let logger: Logger

  init(_ head: HTTPRequest, from client: Client?, id: String, logger: Logger) {
    self.head = head
    self.client = client
    self.id = id
    self.logger = logger
  }

  /// What is said of a request that no client has sent, as if a worker had received it.
  init(_ head: HTTPRequest, from client: Client?) {
    let identity = RequestIdentity(
      worker: Worker(number: 0, pid: Fork.pid, generation: 0), connection: 0, request: 1)
    self.init(head, from: client, id: identity.text, logger: identity.logger)
  }
}
