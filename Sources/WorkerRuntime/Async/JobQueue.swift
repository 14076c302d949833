import _Concurrency

/// What the loop has taken from a ``LoopExecutor`` and not run yet. Belongs to the loop's thread.
struct JobQueue {
  private let executor: LoopExecutor
  private var batch: [UnownedJob] = []
  private var next = 0

  init(_ executor: LoopExecutor) { self.executor = executor }

  /// Whether jobs were left over by ``run(atMost:)``.
  var isEmpty: Bool { next == batch.count }

  /// Runs jobs in the order in which they came, those that come meanwhile included.
  ///
  /// - Parameter limit: Jobs after which it is the connections' turn: tasks that make jobs without end would else have
  ///   the worker for themselves.
  mutating func run(atMost limit: Int) {
    // This value keeps the executor.
    let serial = unsafe executor.asUnownedSerialExecutor()
    let task = unsafe executor.asUnownedTaskExecutor()
    for _ in 0..<limit {
      if next == batch.count {
        batch.removeAll(keepingCapacity: true)
        next = 0
        executor.take(into: &batch)
        if batch.isEmpty { return }
      }
      let job = batch[next]
      next += 1
      // Each job is run once: it is passed over as soon as it is taken.
      unsafe job.runSynchronously(isolatedTo: serial, taskExecutor: task)
    }
  }
}
