package import LinuxIO

/// How a worker waits and serves. Its times are converted here, so that a worker that is forked need not.
package struct WorkerSettings: Sendable {
  /// Watch the listener with EPOLLEXCLUSIVE, so that one connection wakes one worker and not all.
  package let usesExclusiveWakeups: Bool
  package let acceptOrder: AcceptOrder
  /// How long a worker stays busy in its reports after a connection: one that gets its next within this time has
  /// nothing to report, so that a loaded server's workers and supervisor do not talk at all.
  package let reportDelay: Interval
  /// Connections that one worker holds at a time; 1 for the classic model.
  package var connectionsPerWorker: Int
  /// How long a worker that leaves waits for the next request of an idle connection before it closes it.
  package let leaveGrace: Interval
  /// How long a worker with one connection at a time waits for a client that makes no progress in the middle of a
  /// request while other clients wait for a worker.
  package let patience: Interval
  /// What it does when it crashes.
  package var crash: CrashSettings

  package init(
    usesExclusiveWakeups: Bool = true, acceptOrder: AcceptOrder = .skewed,
    reportDelay: Duration = .milliseconds(10), connectionsPerWorker: Int = 1,
    leaveGrace: Duration = .seconds(1), patience: Duration = .seconds(2),
    crash: CrashSettings = CrashSettings()
  ) {
    self.usesExclusiveWakeups = usesExclusiveWakeups
    self.acceptOrder = acceptOrder
    self.reportDelay = Interval(reportDelay)
    self.connectionsPerWorker = connectionsPerWorker
    self.leaveGrace = Interval(leaveGrace)
    self.patience = Interval(patience)
    self.crash = crash
  }
}
