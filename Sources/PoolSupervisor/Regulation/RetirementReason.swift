package import IPCProtocol

/// Why a worker leaves the pool alive.
package enum RetirementReason: String, Sendable {
  /// More than the maximum of spare workers for longer than the spare timeout.
  case surplus
  /// It served its number of connections.
  case connectionLimit = "connection-limit"
  /// It answered its number of requests.
  case requestLimit = "request-limit"
  /// It has lived long enough.
  case lifetime
  /// It holds too much memory of its own.
  case memory
  /// The server is stopping.
  case stop
  /// It sent a byte that is no message.
  case protocolViolation = "protocol-violation"
  /// It closed its channel but did not end.
  case channelClosed = "channel-closed"

  /// How a worker ended that left for this reason.
  package var ending: WorkerEnding {
    switch self {
    case .surplus: .surplus
    case .connectionLimit: .connectionLimit
    case .requestLimit: .requestLimit
    case .lifetime: .lifetime
    case .memory: .memory
    case .stop: .stop
    case .protocolViolation: .protocolViolation
    case .channelClosed: .channelClosed
    }
  }
}
