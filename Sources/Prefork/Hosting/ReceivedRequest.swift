import HTTPCore
import HTTPTypes
import Logging
import Synchronization
import WorkerRuntime

/// What a client sent ahead of the content, for a handler that keeps it as long as it likes, on any thread. The head is made
/// into values when it is first looked at: a handler that looks at nothing pays for a copy of the bytes.
final class ReceivedRequest: RequestFacts, Sendable {
  private let parsed: RequestHead
  private let bytes: [UInt8]
  private let made = Mutex<HTTPRequest?>(nil)
  private let address: ClientAddress?
  private let identity: RequestIdentity

  init(_ exchange: Exchange, _ identity: RequestIdentity) {
    parsed = exchange.copyHead()
    bytes = exchange.copyHeadBytes()
    address = exchange.clientAddress
    self.identity = identity
  }

  var head: HTTPRequest {
    made.withLock { made in
      if let made { return made }
      let head = Self.head(parsed, in: bytes)
      made = head
      return head
    }
  }

  private static func head(_ parsed: borrowing RequestHead, in bytes: [UInt8]) -> HTTPRequest {
    // An array of bytes has no padding.
    parsed.request(in: unsafe bytes.span.bytes)
  }

  var client: Client? { address.flatMap { Client($0) } }
  var id: String { identity.text }
  var logger: Logger { identity.logger }
}
