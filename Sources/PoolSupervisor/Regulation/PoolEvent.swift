package import LinuxIO
package import SystemPackage

/// What happens to a pool.
package enum PoolEvent: Equatable, Sendable {
  case spawned(WorkerID, pid: Int32)
  case spawnFailed(Errno)
  case ready(WorkerID)
  case accepted(WorkerID)
  case finished(WorkerID)
  case acknowledgedLeave(WorkerID)
  case reachedConnectionLimit(WorkerID)
  /// A byte that is no message came from this worker.
  case violated(WorkerID, byte: UInt8)
  /// The worker's end of the channel is closed; normally its death follows in the same moment.
  case disconnected(WorkerID)
  case reachedRequestLimit(WorkerID)
  /// What a look at the workers showed; the answer to ``PoolAction/look``.
  case sighted([WorkerSighting])
  /// The worker is dead and reaped; of the requests it answered only matters whether there were any.
  case left(WorkerID, ExitStatus, requestsAnswered: UInt64 = 1)
  /// Stop: gracefully within the given time, or at once if a stop with a limit is under way already.
  case stop(within: Duration)
  /// Stop gracefully, however long it takes.
  case stopPatiently
  /// Read the configuration again, now or as soon as the pool can take it; answered by ``PoolAction/readConfiguration``.
  case reloadOrdered
  /// The configuration was read and is good: start a new generation with these limits, and give it up if it is not
  /// ready within that time.
  case reload(PoolLimits, within: Duration)
  /// As ``spawned(_:pid:)``, of the new generation.
  case spawnedSuccessor(WorkerID, pid: Int32)
  /// Retire every worker, and fork none until a reload.
  case retireAll
  /// One worker more (1) or fewer (-1).
  case adjust(by: Int)
  /// Another process has taken over the listeners: finish what the workers have, and end.
  case handOver
}
