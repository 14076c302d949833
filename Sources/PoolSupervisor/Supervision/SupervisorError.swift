package import LinuxIO

/// Why a supervisor cannot start or go on.
package enum SupervisorError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The process has more than one thread, so a forked worker could dead-lock or never run a task.
  case threadsBeforeFork(count: Int)
  case systemCall(SystemCallError)

  package var description: String {
    switch self {
    case .threadsBeforeFork(let count):
      "cannot fork: this process has \(count) threads, and a worker forked from it could hang; "
        + "start no Task, DispatchQueue or library that makes threads before the server runs"
    case .systemCall(let error): error.description
    }
  }
}
