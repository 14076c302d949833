/// How a worker waits and serves.
package struct WorkerSettings: Sendable {
  /// Watch the listener with EPOLLEXCLUSIVE, so that one connection wakes one worker and not all.
  package var usesExclusiveWakeups: Bool
  package var acceptOrder: AcceptOrder
  /// How long a worker stays busy in its reports after a connection: one that gets its next within this time has
  /// nothing to report, so that a loaded server's workers and supervisor do not talk at all.
  package var reportDelay: Duration
  /// How long a client may take from the start of the connection to the end of its request's head.
  package var headerTimeout: Duration
  /// How long a client may take none of its response's bytes.
  package var sendTimeout: Duration
  /// How long, and for how many bytes at the most, input is read and thrown away before a connection is closed, so
  /// that unread input does not turn the close into a reset that takes the response with it.
  package var lingeringTimeout: Duration
  package var lingeringBytes: Int

  package init(
    usesExclusiveWakeups: Bool = true, acceptOrder: AcceptOrder = .skewed,
    reportDelay: Duration = .milliseconds(10), headerTimeout: Duration = .seconds(20),
    sendTimeout: Duration = .seconds(60), lingeringTimeout: Duration = .seconds(5),
    lingeringBytes: Int = 1 << 20
  ) {
    self.usesExclusiveWakeups = usesExclusiveWakeups
    self.acceptOrder = acceptOrder
    self.reportDelay = reportDelay
    self.headerTimeout = headerTimeout
    self.sendTimeout = sendTimeout
    self.lingeringTimeout = lingeringTimeout
    self.lingeringBytes = lingeringBytes
  }
}
