/// What a worker is doing at the moment, as it writes on the scoreboard.
package enum WorkerActivity: UInt8, Sendable, CaseIterable {
  /// Forked, not yet waiting for connections.
  case starting
  /// Waiting for connections or for the next request of one.
  case waiting
  /// A handler is at work on a request that is complete.
  case handling
  /// Waiting in the middle of a request for its client: for the rest of a body, or until it takes its response.
  case awaitingClient
  /// On its way out.
  case leaving
  /// Another library has requests in hand, and it alone knows what it waits for.
  case serving

  /// The word for people.
  package var name: String {
    switch self {
    case .starting: "starting"
    case .waiting: "waiting"
    case .handling: "handling"
    case .awaitingClient: "awaiting-client"
    case .leaving: "leaving"
    case .serving: "serving"
    }
  }
}
