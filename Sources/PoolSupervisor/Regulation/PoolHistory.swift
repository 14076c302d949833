import LinuxIO

/// What has happened to a pool since its start, in numbers.
package struct PoolHistory: Equatable, Sendable {
  package internal(set) var spawned = 0
  package internal(set) var failedSpawns = 0
  /// Workers that left as they were told to or as their own limit demanded.
  package internal(set) var retired: [RetirementReason: Int] = [:]
  /// Workers that ended otherwise, by how.
  package internal(set) var died: [String: Int] = [:]

  mutating func count(_ worker: WorkerRecord, _ status: ExitStatus) {
    if let reason = worker.retirement, reason != .channelClosed, status.isClean {
      retired[reason, default: 0] += 1
    } else {
      died[status.description, default: 0] += 1
    }
  }
}
