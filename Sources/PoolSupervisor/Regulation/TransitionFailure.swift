package import LinuxIO

/// Why a new generation was given up.
package enum TransitionFailure: Equatable, Sendable, CustomStringConvertible {
  /// One of its workers ended before it was ready.
  case workerEnded(pid: Int32, ExitStatus)
  /// The time was up.
  case timedOut(ready: Int, wanted: Int)

  package var description: String {
    switch self {
    case .workerEnded(let pid, let status): "its worker \(pid) ended before it was ready: \(status)"
    case .timedOut(let ready, let wanted): "only \(ready) of \(wanted) workers became ready in time"
    }
  }
}
