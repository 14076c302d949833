package import IPCProtocol

/// What a worker is doing, as the status tells it: finer than the states from which the pool is regulated.
package enum WorkerCondition: String, Sendable, CaseIterable {
  /// Forked, not yet waiting for connections.
  case starting
  /// Waiting for connections, without any.
  case idle
  /// Waiting for the next request of a connection it has.
  case waiting
  /// A handler is at work.
  case handling
  /// Waiting for its client in the middle of a request.
  case awaitingClient = "awaiting-client"
  /// On its way out.
  case leaving

  package init(_ activity: WorkerActivity, openConnections: UInt64) {
    switch activity {
    case .starting: self = .starting
    case .waiting: self = openConnections == 0 ? .idle : .waiting
    case .handling, .serving: self = .handling
    case .awaitingClient: self = .awaitingClient
    case .leaving: self = .leaving
    }
  }
}
