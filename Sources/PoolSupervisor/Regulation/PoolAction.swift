package import LinuxIO

/// What a pool wants done.
package enum PoolAction: Equatable, Sendable {
  /// Fork that many workers, and report each as ``PoolEvent/spawned(_:pid:)`` or ``PoolEvent/spawnFailed(_:)``.
  case spawn(Int)
  /// Tell this worker to leave.
  case retire(WorkerID)
  /// Tell this worker to empty the listener's queue and leave.
  case drain(WorkerID)
  /// Tell this worker to look at the listener.
  case wake(WorkerID)
  case kill(WorkerID, Signal)
  /// Look at what each worker does, and report it as ``PoolEvent/sighted(_:)``.
  case look
  /// Ask this worker for a sign of life.
  case ping(WorkerID, number: UInt64)
  /// Tell this worker that its client is to be answered with 503, before it is told to abort.
  case declareTimeUp(WorkerID)
  /// Tell every worker, on the scoreboard, whether clients wait for a worker to become free.
  case setPressure(Bool)
  /// Tell this busy worker to let go of an idle connection.
  case relieve(WorkerID)
  /// Let new connection requests go unanswered while those in the queue are served.
  case stopQueueing
  /// Tell the operator.
  case report(PoolReport)
  /// The last worker has left and the server is stopping.
  case finish
}
