package import LinuxIO

/// Why a supervisor cannot start or go on.
package enum SupervisorError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The process has more than one thread, so a forked worker could dead-lock or never run a task.
  case threadsBeforeFork(count: Int)
  /// The program that is to be a worker cannot be executed, for this reason of execve(2).
  case notExecuted(SystemCallError)
  case systemCall(SystemCallError)

  package var description: String {
    switch self {
    case .threadsBeforeFork(let count):
      "cannot fork: this process has \(count) threads, and a worker forked from it could hang; "
        + "start no Task, DispatchQueue or library that makes threads before the server runs, "
        + "or use --spawn exec, which executes the program anew for each worker"
    case .notExecuted(let error):
      "\(error); the program that runs must still be there for its workers, on a file system that allows execution, "
        + "with its libraries (ldd shows them)"
    case .systemCall(let error): error.description
    }
  }
}
