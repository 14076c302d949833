/// How a worker came to its end.
package enum WorkerEnding: UInt8, Sendable, CaseIterable {
  // As it was told to, or as its own limit demanded.
  case surplus
  case connectionLimit
  case requestLimit
  case lifetime
  case memory
  case reload
  case stop
  // Otherwise.
  /// A trap, a failed assertion or a wrong address.
  case crash
  /// It worked on one request for too long.
  case requestTimeout
  /// It gave no sign of life.
  case unresponsive
  /// It did not become ready in time.
  case bootTimeout
  /// It ended by itself before it was ready.
  case bootFailure
  /// It sent a byte that is no message.
  case protocolViolation
  /// It closed its channel but did not end.
  case channelClosed
  /// A signal that its supervisor did not send, such as the kernel's for want of memory.
  case killedFromOutside
  /// It ended by itself.
  case exited
  /// It was killed because the time for a stop was over.
  case stopTimeout

  /// The word for logs and metrics.
  package var name: String {
    switch self {
    case .surplus: "surplus"
    case .connectionLimit: "connection-limit"
    case .requestLimit: "request-limit"
    case .lifetime: "lifetime"
    case .memory: "memory"
    case .reload: "reload"
    case .stop: "stop"
    case .crash: "crash"
    case .requestTimeout: "request-timeout"
    case .unresponsive: "unresponsive"
    case .bootTimeout: "boot-timeout"
    case .bootFailure: "boot-failure"
    case .protocolViolation: "protocol-violation"
    case .channelClosed: "channel-closed"
    case .killedFromOutside: "killed-from-outside"
    case .exited: "exited"
    case .stopTimeout: "stop-timeout"
    }
  }
}
