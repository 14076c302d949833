public import ArgumentParser

/// The life of a program that is served: what ``Application`` and ``AsyncApplication`` have in common.
public protocol ApplicationLifeCycle {
  /// What answers requests; each worker makes its own.
  associatedtype Handler
  /// Options of its own, which stand beside the server's on the command line, in the environment and in the file.
  associatedtype Options: ParsableArguments = NoOptions

  /// What `--help` says it is.
  static var abstract: String { get }
  /// What `--version` and `/status` say; empty for no such flag.
  static var version: String { get }

  /// Whether metrics that the application makes with swift-metrics are kept in memory that all workers share, and told by
  /// `/metrics` of `--admin`; see <doc:Metrics>. swift-metrics is told so before ``beforeFork(_:)``.
  ///
  /// With `false` nothing is done, and the application may call `MetricsSystem.bootstrap` itself, which ends a program
  /// where it is called twice. One that has called it before `Prefork.serve` is left with its own factory.
  static var sharesMetrics: Bool { get }

  /// Loads what all workers share. Called in the parent before its first fork, and anew, on a copy of the application as
  /// it was in the beginning, for each reload (`SIGHUP`).
  ///
  /// It must start no thread: after a fork of a process with threads a worker could wait for ever for a lock that one of
  /// them held. The server counts them and refuses to start.
  ///
  /// With `--spawn exec` it is called in each worker instead, at its start and in the rights of the parent, before
  /// ``afterFork(_:)``; nothing is shared then, and it may start threads, unless with `--sandbox`.
  ///
  /// - Parameter options: What the user wants.
  /// - Throws: Why it cannot be served; the server does not start, or keeps its workers as they are.
  mutating func beforeFork(_ options: Options) throws

  /// Makes the handler of a worker, in the worker, before it accepts connections.
  ///
  /// - Parameter worker: Which it is.
  /// - Returns: What answers its requests.
  /// - Throws: Why it cannot work. The worker ends, the log says why, and another is tried, the slower the more often.
  func afterFork(_ worker: Worker) throws -> Handler

  /// Is told, in the worker, that it accepts connections.
  func ready(_ worker: Worker, _ handler: Handler)

  /// Is told, in the worker, that it has answered its last request. A worker that crashes or is killed does not come here.
  func beforeExit(_ worker: Worker, _ handler: Handler)
}

extension ApplicationLifeCycle {
  /// A sentence that fits every program.
  public static var abstract: String { "A program served by Prefork." }
  /// None.
  public static var version: String { "" }
  /// `true`.
  public static var sharesMetrics: Bool { true }
  /// Does nothing.
  public func ready(_ worker: Worker, _ handler: Handler) {}
  /// Does nothing.
  public func beforeExit(_ worker: Worker, _ handler: Handler) {}
}

extension ApplicationLifeCycle {
  /// Does nothing.
  public mutating func beforeFork(_ options: Options) throws {}
}
