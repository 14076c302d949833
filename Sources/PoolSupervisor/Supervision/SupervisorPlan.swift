package import LinuxIO
package import Logging

/// What a supervisor works by, for as long as one generation of workers is in charge.
///
/// An object, for a copy of it all before each fork would count references wherever its parts are: pages that the
/// supervisor has to copy after each fork.
package final class SupervisorPlan {
  /// What the pool is kept within.
  package let limits: PoolLimits
  /// What the workers accept from; the supervisor only looks at their queues. None is left when a successor has them.
  package var listeners: [Listener]
  /// The most connections that wait at each listener.
  package let backlog: Int32
  /// The seconds for which connections that have sent nothing are kept from the workers; see
  /// ``LinuxIO/Listener/deferAccept(for:)``.
  package let deferral: Int32
  /// Where every decision is told, one line each.
  package let logger: Logger
  /// How long workers may finish after a stop was ordered before they are killed.
  package let gracefulTimeout: Duration
  /// How long a new generation, or a new server, may take to become ready before it is given up.
  package let takeoverTimeout: Duration
  /// Whether workers keep what handles crash signals in this process, such as Swift's backtracer.
  package let keepsCrashHandlers: Bool
  /// What each worker gives up before its life.
  package let confinement: Confinement
  /// Connections that one worker holds at a time, for whoever looks at the pool.
  package let connectionsPerWorker: Int
  /// Descriptors that are for the workers alone: side processes close them.
  package let descriptorsOfWorkers: [Int32]
  /// Where workers come from.
  package let birth: WorkerBirth

  package init(
    limits: PoolLimits, listeners: [Listener], backlog: Int32 = 511, deferral: Int32 = 0, logger: Logger,
    gracefulTimeout: Duration = .seconds(30), takeoverTimeout: Duration = .seconds(30),
    keepsCrashHandlers: Bool = false, confinement: Confinement = Confinement(),
    connectionsPerWorker: Int = 1, descriptorsOfWorkers: [Int32] = [],
    birth: WorkerBirth
  ) {
    self.limits = limits
    self.listeners = listeners
    self.backlog = backlog
    self.deferral = deferral
    self.logger = logger
    self.gracefulTimeout = gracefulTimeout
    self.takeoverTimeout = takeoverTimeout
    self.keepsCrashHandlers = keepsCrashHandlers
    self.confinement = confinement
    self.connectionsPerWorker = connectionsPerWorker
    self.descriptorsOfWorkers = descriptorsOfWorkers
    self.birth = birth
  }
}
