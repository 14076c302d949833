package import IPCProtocol

/// The pool at one moment: what `/status` tells, on either side of the connection.
package struct PoolSnapshot: Equatable, Sendable {
  /// The server's version.
  package var version: String
  /// When the server started, in milliseconds since 1970.
  package var startTime: UInt64
  /// When this was taken, in nanoseconds of CLOCK_MONOTONIC. Every other time in here is of the same clock.
  package var takenAt: UInt64
  package var pool: PoolRecord
  /// What all workers served, the living and the dead.
  package var traffic: TrafficCounts
  /// The living workers, oldest first.
  package var workers: [WorkerSnapshot]

  package init(
    version: String, startTime: UInt64, takenAt: UInt64, pool: PoolRecord, traffic: TrafficCounts,
    workers: [WorkerSnapshot]
  ) {
    self.version = version
    self.startTime = startTime
    self.takenAt = takenAt
    self.pool = pool
    self.traffic = traffic
    self.workers = workers
  }

  /// Nanoseconds from `moment` until this was taken, zero if it is later.
  package func age(of moment: UInt64) -> UInt64 { takenAt - min(takenAt, moment) }

  /// How many workers are in `condition`.
  package func count(_ condition: WorkerCondition) -> Int {
    workers.count { $0.condition == condition }
  }

  /// Connections that workers hold.
  package var openConnections: UInt64 { workers.reduce(0) { $0 &+ $1.openConnections } }

  /// Memory that workers share with nobody, as far as it was measured, in bytes.
  package var privateMemory: UInt64 { workers.reduce(0) { $0 &+ $1.privateMemory } }
}
