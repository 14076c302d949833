package import IPCProtocol
import LinuxIO

/// What has happened to a pool since its start, in numbers.
package struct PoolHistory: Equatable, Sendable {
  package internal(set) var spawned = 0
  package internal(set) var failedSpawns = 0
  /// New generations that have taken over.
  package internal(set) var reloads = 0
  /// Workers that have ended, by how.
  package internal(set) var ended: [WorkerEnding: Int] = [:]

  mutating func count(_ ending: WorkerEnding) { ended[ending, default: 0] += 1 }
}
