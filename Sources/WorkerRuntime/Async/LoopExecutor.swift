package import LinuxIO
package import _Concurrency
import Synchronization

/// Runs Swift's jobs on a worker's one thread, between two waits of its loop.
///
/// It is both kinds of executor: tasks prefer it, so that async functions and actors without an executor of their own
/// run here, and it is the executor of each ``AsyncExchange``, so that a call to one from a task of this worker is no
/// switch of threads. Jobs may come from any thread: what a request waits for may end elsewhere.
package final class LoopExecutor: SerialExecutor, TaskExecutor {
  private struct State {
    var jobs: [UnownedJob] = []
    /// Whether the loop waits, or is about to, and has to be told of a job.
    var waits = false
  }

  private let state = Mutex(State())
  private let event: EventDescriptor

  /// - Throws: EMFILE or ENFILE when no descriptor is left.
  package init() throws(SystemCallError) { event = try EventDescriptor() }

  /// What the loop watches for reading, so that ``enqueue(_:)`` ends its wait.
  var number: Int32 { event.number }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let wakes = state.withLock { state in
      state.jobs.append(job)
      defer { state.waits = false }
      return state.waits
    }
    if wakes { event.signal() }
  }

  // Whoever holds the result holds this, as both protocols demand.
  package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    unsafe UnownedSerialExecutor(ordinary: self)
  }

  package func asUnownedTaskExecutor() -> UnownedTaskExecutor {
    unsafe UnownedTaskExecutor(ordinary: self)
  }

  /// To be called ahead of a wait; from here on each job ends it.
  ///
  /// - Returns: Whether nothing is to be run, so that the loop may wait.
  func isReadyToWait() -> Bool {
    state.withLock { state in
      state.waits = state.jobs.isEmpty
      return state.waits
    }
  }

  /// To be called after a wait: while the loop runs, nobody has to wake it.
  func endWait() { state.withLock { $0.waits = false } }

  /// Takes note of the event that ended a wait.
  func acknowledge() throws(SystemCallError) { try event.acknowledge() }

  /// Moves the jobs that wait into `batch`, which is empty.
  func take(into batch: inout [UnownedJob]) {
    state.withLock { swap(&$0.jobs, &batch) }
  }
}
