import LinuxIO

/// The supervisor's side processes.
extension Supervisor {
  /// Forks the side processes that are missing, after their latest news.
  func tendAuxiliaries() {
    auxiliaries?.handleEvents(
      executing: plan.birth.isExecution, closing: { self.descriptorsOfSupervisorAndPool })
  }

  /// What a side process must close: it has no part in the pool. Workers' listeners above all: a copy of one would keep
  /// a port open that its server has given up.
  private var descriptorsOfSupervisorAndPool: DescriptorSet {
    var descriptors = descriptorsOfSupervisor
    for listener in openListeners { descriptors.insert(listener.number) }
    descriptors.insert(contentsOf: plan.descriptorsOfWorkers)
    return descriptors
  }
}
