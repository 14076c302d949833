/// How a process ended; see waitid(2).
package enum ExitStatus: Equatable, Sendable, CustomStringConvertible {
  case exited(code: Int32)
  case killed(by: Signal)
  /// Somebody else reaped it; how it ended is not to be known.
  case unknown

  /// Whether the process left of its own accord and content.
  package var isClean: Bool { self == .exited(code: 0) }

  package var description: String {
    switch self {
    case .exited(let code): "exit code \(code)"
    case .killed(let signal): signal.description
    case .unknown: "unknown"
    }
  }
}
