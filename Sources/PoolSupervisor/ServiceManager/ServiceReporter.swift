package import LinuxIO

/// Decides what the service manager is told and when, as a pure value: the pool and the clock in, messages out.
package struct ServiceReporter: Sendable {
  package typealias Instant = SuspendingClock.Instant

  private enum Phase: Equatable { case starting, ready, reloading, stopping, succeeded }

  /// The status is told this often at most.
  static let statusInterval = Duration.seconds(1)

  private var phase = Phase.starting
  private var toldStatus: String?
  private var toldStatusAt: Instant?
  /// Set while there is a status that differs from the one told.
  private var statusDue: Instant?
  private let watchdogInterval: Duration?
  private var watchdogDue: Instant?

  /// - Parameter watchdogTimeout: After how long a silence the manager takes the service for dead, nil for never.
  package init(watchdogTimeout: Duration?) {
    watchdogInterval = watchdogTimeout.map { $0 / 2 }
  }

  /// When ``follow(_:at:)`` must be called even if nothing happens; nil while there is nothing to tell.
  package var nextDeadline: Instant? { [statusDue, watchdogDue].compactMap(\.self).min() }

  /// What is to be told of `pool` now.
  package mutating func follow(_ pool: Pool, at now: Instant) -> [ServiceMessage] {
    guard phase != .succeeded else { return [] }
    var messages: [ServiceMessage] = []
    if pool.isStopping, phase != .stopping {
      phase = .stopping
      messages.append(.stopping)
    } else if phase == .starting, pool.hasStarted {
      phase = .ready
      messages.append(.ready)
    }
    if let status = status(of: pool, at: now, isUrgent: !messages.isEmpty) {
      messages.append(.status(status))
    }
    if isWatchdogDue(at: now) { messages.append(.watchdog) }
    return messages
  }

  /// A reload has begun: what ``follow(_:at:)`` says of the old workers is no readiness until it has ended.
  ///
  /// - Parameter moment: The time on CLOCK_MONOTONIC, exactly.
  /// - Returns: What is to be told at once.
  package mutating func beginReload(at moment: MonotonicTime) -> [ServiceMessage] {
    guard phase == .ready else { return [] }
    phase = .reloading
    return [.reloading(since: moment)]
  }

  /// The reload has succeeded, or failed and left everything as it was; the manager wants to hear of both.
  package mutating func endReload() -> [ServiceMessage] {
    guard phase == .reloading else { return [] }
    phase = .ready
    return [.ready]
  }

  /// Another process is the service from here on, and this one says no more: its own stop is not the service's.
  package mutating func handOver(to pid: Int32) -> [ServiceMessage] {
    phase = .succeeded
    statusDue = nil
    watchdogDue = nil
    return [.mainProcess(pid)]
  }

  private mutating func status(of pool: Pool, at now: Instant, isUrgent: Bool) -> String? {
    let status = "\(phase == .stopping ? "stopping: " : "")\(pool.tally.summary())"
    statusDue = nil
    guard status != toldStatus else { return nil }
    if let toldStatusAt, !isUrgent, now < toldStatusAt.advanced(by: Self.statusInterval) {
      statusDue = toldStatusAt.advanced(by: Self.statusInterval)
      return nil
    }
    toldStatus = status
    toldStatusAt = now
    return status
  }

  private mutating func isWatchdogDue(at now: Instant) -> Bool {
    guard let watchdogInterval else { return false }
    if let watchdogDue, now < watchdogDue { return false }
    watchdogDue = now.advanced(by: watchdogInterval)
    return true
  }
}
