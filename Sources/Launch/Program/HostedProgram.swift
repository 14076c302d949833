package import ArgumentParser
package import IPCProtocol
package import LinuxIO
package import PoolSupervisor

/// What the server serves: the options that are its own, and the handlers of its workers.
package protocol HostedProgram {
  associatedtype Options: ParsableArguments

  /// What `--help` and the admin listener say of it.
  static var about: ProgramDescription { get }

  /// Reads what the options name: in the parent, before the first fork and anew for each reload; where workers are
  /// executed, in each of them.
  ///
  /// - Parameters:
  ///   - options: What the user wants of it.
  ///   - limits: The pool's.
  /// - Returns: What its workers do.
  /// - Throws: ``LaunchError/program(_:)`` with what is wrong, in the user's words.
  func workload(_ options: Options, limits: PoolLimits) throws(LaunchError) -> Workload

  /// What `/metrics` tells behind the server's own: made by the first ``workload(_:limits:)``, or by
  /// ``shareMetrics(_:)`` if that comes before, if the program wants it.
  var metrics: MetricTable? { get }

  /// Called where workers are executed: in the parent, which does not ask for a workload, and in each worker before it
  /// does.
  ///
  /// - Parameter table: The parent's, which a worker is to use; nil in the parent.
  /// - Throws: ``LaunchError/systemCall(_:)`` without memory or a descriptor.
  func shareMetrics(_ table: MetricTable?) throws(LaunchError)

  /// Whether another library speaks HTTP in its workers, so that options about that have nobody to obey them.
  var bringsItsOwnHTTP: Bool { get }

  /// What would make ``workload(_:limits:)`` fail, all of it, as far as that can be told without doing it.
  func faults(in options: Options) -> [LaunchError]

  /// What a sandboxed worker may read; as in the workload.
  func readableDirectories(_ options: Options) throws(LaunchError) -> [Directory]
}

extension HostedProgram {
  /// `false`.
  package var bringsItsOwnHTTP: Bool { false }

  /// None.
  package var metrics: MetricTable? { nil }

  package func shareMetrics(_ table: MetricTable?) throws(LaunchError) {}
}
