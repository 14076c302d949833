package import LinuxIO

/// What a supervisor asks of the program around it.
package struct SupervisorHooks {
  /// Receives the pool's last state as text when INT is received.
  package var printStatus: (String) -> Void
  /// Reads the configuration again. It is given the listeners that are open and uses those whose addresses stay.
  package var readPlan: ([Listener]) throws(PlanRefused) -> SupervisorPlan
  /// Opens the supervisor's own logs again; each worker is told by an order.
  package var reopenLogs: () -> Void
  /// What is executed for an upgrade; nil where there is no such thing.
  package var executable: Executable?
  /// Called when this server has taken over from another that it was started by.
  package var tookOver: () -> Void
  /// Who is told of the start, the stop and the pool's counts.
  package var serviceManager: ServiceManager?
  /// Side processes, forked with the first workers and ended after the last.
  package var auxiliaries: [Auxiliary]
  /// What these listen on: an upgrade hands it over, too, under the name ``auxiliaryName``.
  package var auxiliaryListeners: [Listener]

  /// Whether connections that workers handed over when they crashed wait for another.
  package var connectionsAwaitHeir: () -> Bool

  /// Descriptors of memory that is mapped: a forked child has no use for them.
  package var mappedDescriptors: [Int32]

  /// What the listener of a side process is called in LISTEN_FDNAMES.
  package static let auxiliaryName = "admin"

  package init(
    printStatus: @escaping (String) -> Void,
    readPlan: @escaping ([Listener]) throws(PlanRefused) -> SupervisorPlan,
    reopenLogs: @escaping () -> Void = {}, executable: Executable? = nil,
    tookOver: @escaping () -> Void = {}, serviceManager: ServiceManager? = nil,
    auxiliaries: [Auxiliary] = [], auxiliaryListeners: [Listener] = [],
    connectionsAwaitHeir: @escaping () -> Bool = { false }, mappedDescriptors: [Int32] = []
  ) {
    self.printStatus = printStatus
    self.readPlan = readPlan
    self.reopenLogs = reopenLogs
    self.executable = executable
    self.tookOver = tookOver
    self.serviceManager = serviceManager
    self.auxiliaries = auxiliaries
    self.auxiliaryListeners = auxiliaryListeners
    self.connectionsAwaitHeir = connectionsAwaitHeir
    self.mappedDescriptors = mappedDescriptors
  }
}
