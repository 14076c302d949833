package import LinuxIO
import Synchronization
@_spi(ExperimentalScheduling) package import _Concurrency

/// Runs Swift's jobs on a worker's one thread, between two waits of its loop.
///
/// Tasks prefer it, so that async functions and actors without an executor of their own run here. Jobs may come from any
/// thread: what a request waits for may end elsewhere.
package final class LoopExecutor: TaskExecutor {
  /// A job and what it was given to: it must be run as that, or it would ask for a switch as the first thing it does.
  struct Entry {
    enum Kind {
      case task
      /// A job of nobody's, as the end of a sleep.
      case loose
    }

    let job: UnownedJob
    let kind: Kind
  }

  private struct State {
    var jobs: [Entry] = []
    /// What waits in Task.sleep.
    var timers = JobTimers()
    /// Whether the loop waits, or is about to, and has to be told of a job.
    var waits = false
  }

  private let state = Mutex(State())
  private let event: EventDescriptor

  /// - Throws: EMFILE or ENFILE when no descriptor is left.
  package init() throws(SystemCallError) {
    event = try EventDescriptor()
  }

  /// What the loop watches for reading, so that a job ends its wait.
  var number: Int32 { event.number }

  package func enqueue(_ job: consuming ExecutorJob) {
    let entry = Entry(job: UnownedJob(job), kind: .task)
    change { $0.jobs.append(entry) }
  }

  // Whoever holds the result holds this, as the protocol demands.
  package func asUnownedTaskExecutor() -> UnownedTaskExecutor {
    unsafe UnownedTaskExecutor(ordinary: self)
  }

  /// Changes what is to be run, and ends the loop's wait.
  private func change(_ body: (inout State) -> Void) {
    let wakes = state.withLock { state in
      body(&state)
      defer { state.waits = false }
      return state.waits
    }
    if wakes { event.signal() }
  }

  // MARK: - The loop

  /// To be called ahead of a wait; from here on each job ends it.
  ///
  /// - Returns: How long the loop may wait, at most `timeout`: not at all while something is to be run.
  func readyToWait(_ timeout: PollTimeout) -> PollTimeout {
    state.withLock { state in
      state.waits = state.jobs.isEmpty
      guard state.waits else { return .immediate }
      guard let deadline = state.timers.deadline else { return timeout }
      return timeout.shortened(to: .after(MonotonicTime.exact.duration(to: deadline)))
    }
  }

  /// To be called after a wait: while the loop runs, nobody has to wake it. What has slept long enough is to be run.
  func endWait() {
    state.withLock { state in
      state.waits = false
      guard state.timers.deadline != nil else { return }
      let now = MonotonicTime.exact
      while let job = state.timers.takeDue(at: now) { state.jobs.append(Entry(job: job, kind: .loose)) }
    }
  }

  /// Takes note of the event that ended a wait.
  func acknowledge() throws(SystemCallError) { try event.acknowledge() }

  /// Moves the jobs that wait into `batch`, which is empty.
  func take(into batch: inout [Entry]) {
    state.withLock { swap(&$0.jobs, &batch) }
  }

  /// Runs `job` after `delay`.
  func enqueue(_ job: UnownedJob, after delay: Duration) {
    let time = MonotonicTime.exact.advanced(by: delay)
    change { $0.timers.add(job, at: time) }
  }
}

// Where the library does not ask the task's executor, or asks it by another name, Task.sleep is libdispatch's affair: it
// starts threads for it, and a sleep ends on one of them.
#if compiler(>=6.3) && compiler(<6.4)
  extension LoopExecutor: SchedulingExecutor {
    package func enqueue<C: Clock>(
      _ job: consuming ExecutorJob, after delay: C.Duration, tolerance: C.Duration?, clock: C
    ) {
      // Only the library's own clocks come here, others sleep by themselves; both have this kind of duration.
      enqueue(UnownedJob(job), after: delay as? Duration ?? .zero)
    }

    package func enqueue<C: Clock>(
      _ job: consuming ExecutorJob, at instant: C.Instant, tolerance: C.Duration?, clock: C
    ) {
      enqueue(job, after: clock.now.duration(to: instant), tolerance: tolerance, clock: clock)
    }
  }
#endif
