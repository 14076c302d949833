package import IPCProtocol
import LinuxIO

/// One worker as the pool's decisions see it.
package struct WorkerRecord: Equatable, Sendable {
  package let id: WorkerID
  package let pid: Int32
  /// Which configuration it lives by; see ``Pool/generation``.
  package let generation: UInt32
  package let startedAt: SuspendingClock.Instant
  package internal(set) var state: WorkerState
  /// What it was doing when it began to retire; the same as ``state`` before.
  package internal(set) var activity: WorkerState
  /// Why it is retiring, nil while it is not.
  package internal(set) var retirement: RetirementReason?
  /// Whether it has confirmed the order to leave.
  package internal(set) var hasAcknowledged = false

  /// Whether it was forked only for connections that others have left behind, and to leave with them.
  var isHeir = false

  /// Why it was told to abort, nil while it was not.
  package internal(set) var verdict: WorkerEnding?

  init(id: WorkerID, pid: Int32, generation: UInt32, startedAt: SuspendingClock.Instant) {
    self.id = id
    self.pid = pid
    self.generation = generation
    self.startedAt = startedAt
    state = .starting
    activity = .starting
  }
}

extension WorkerRecord {
  /// How this worker ended, by what was wanted of it and by what the kernel says.
  func ending(with status: ExitStatus) -> WorkerEnding {
    if let verdict { return verdict }
    // Whoever dies closes its channel first.
    if let reason = retirement, reason != .channelClosed, status.isClean || reason == .protocolViolation {
      return reason.ending
    }
    switch status {
    case .killed(let signal):
      if signal.isOfCrash { return .crash }
      return retirement == .stop && signal == .kill ? .stopTimeout : .killedFromOutside
    case .exited, .unknown: return activity == .starting ? .bootFailure : .exited
    }
  }
}
