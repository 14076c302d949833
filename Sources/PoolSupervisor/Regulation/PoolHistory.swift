package import IPCProtocol
import LinuxIO

/// What has happened to a pool since its start, in numbers.
package struct PoolHistory: Equatable, Sendable {
  package internal(set) var spawned = 0
  package internal(set) var failedSpawns = 0
  /// Workers that became ready.
  package internal(set) var readied = 0
  /// Workers that have ended, by how.
  package internal(set) var ended: [WorkerEnding: Int] = [:]

  mutating func count(_ ending: WorkerEnding) { ended[ending, default: 0] += 1 }
}
