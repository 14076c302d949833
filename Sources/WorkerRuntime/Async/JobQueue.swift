import _Concurrency

/// What the loop has taken from a ``LoopExecutor`` and not run yet. Belongs to the loop's thread.
struct JobQueue {
  private let executor: LoopExecutor
  private var batch: [LoopExecutor.Entry] = []
  private var next = 0

  init(_ executor: LoopExecutor) { self.executor = executor }

  /// What the runtime takes for no executor in particular: two null words. A job that has none would switch away from any
  /// other as the first thing it does, to a thread that would be started for it.
  private static let noExecutor = unsafe unsafeBitCast((0, 0), to: UnownedSerialExecutor.self)

  /// Whether jobs were left over by ``run(atMost:)``.
  var isEmpty: Bool { next == batch.count }

  /// Runs jobs in the order in which they came, those that come meanwhile included.
  ///
  /// - Parameter limit: Jobs after which it is the connections' turn: tasks that make jobs without end would else have
  ///   the worker for themselves.
  mutating func run(atMost limit: Int) {
    // This value keeps the executor.
    let task = unsafe executor.asUnownedTaskExecutor()
    for _ in 0..<limit {
      if next == batch.count {
        batch.removeAll(keepingCapacity: true)
        next = 0
        executor.take(into: &batch)
        if batch.isEmpty { return }
      }
      let entry = batch[next]
      next += 1
      // Each job is run once: it is passed over as soon as it is taken.
      switch entry.kind {
      case .task: unsafe entry.job.runSynchronously(on: task)
      case .loose: unsafe entry.job.runSynchronously(on: Self.noExecutor)
      }
    }
  }
}
