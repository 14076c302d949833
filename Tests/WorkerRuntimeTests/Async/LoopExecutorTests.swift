import Foundation
import LinuxIO
import Synchronization
import Testing

@testable import WorkerRuntime

@Suite("A loop executor")
struct LoopExecutorTests {
  /// What happened, in order, told from any thread.
  private final class Notes: Sendable {
    private let entries = Mutex<[String]>([])
    func add(_ entry: String) { entries.withLock { $0.append(entry) } }
    var all: [String] { entries.withLock { $0 } }
  }

  private actor Own {
    func note(_ entry: String, in notes: Notes) { notes.add(entry) }
  }

  /// Waits and runs as a worker's loop does, until `isDone`.
  private func turn(_ executor: LoopExecutor, until isDone: () -> Bool) throws {
    var jobs = JobQueue(executor)
    let poller = try Poller(capacity: 1)
    try poller.watch(executor.number, for: .readable, token: 0)
    let deadline = SuspendingClock.now.advanced(by: .seconds(60))
    while !isDone(), SuspendingClock.now < deadline {
      let patience = jobs.isEmpty ? executor.readyToWait(.after(.seconds(1))) : .immediate
      let count = try poller.wait(patience)
      executor.endWait()
      if count > 0 { try executor.acknowledge() }
      jobs.run(atMost: 4)
    }
  }

  @Test func runsJobsInTheirOrder() throws {
    let (executor, notes) = (try LoopExecutor(), Notes())
    for index in 0..<20 {
      Task(executorPreference: executor) { notes.add("\(index)") }
    }
    #expect(notes.all.isEmpty)
    try turn(executor) { notes.all.count == 20 }
    #expect(notes.all == (0..<20).map { "\($0)" })
  }

  @Test func runsNoMoreJobsAtATimeThanItIsTold() throws {
    let (executor, notes) = (try LoopExecutor(), Notes())
    for _ in 0..<5 { Task(executorPreference: executor) { notes.add("") } }
    var jobs = JobQueue(executor)
    jobs.run(atMost: 3)
    #expect(notes.all.count == 3 && !jobs.isEmpty)
    jobs.run(atMost: 3)
    #expect(notes.all.count == 5 && jobs.isEmpty)
  }

  /// A loop that waits is woken by the event descriptor alone.
  @Test func aJobFromAnotherThreadEndsTheWait() throws {
    let (executor, notes) = (try LoopExecutor(), Notes())
    #expect(executor.readyToWait(.never) == .never)
    // Not one of the runtime's threads: other tests may hold all of them.
    Thread.detachNewThread { Task(executorPreference: executor) { notes.add("far") } }
    let woken = try PairPoll.wait(
      executor.number, for: .readable, or: -1, timeout: .after(.seconds(60)))
    #expect(woken.first.contains(.readable))
    executor.endWait()
    try executor.acknowledge()
    try turn(executor) { notes.all == ["far"] }
    #expect(notes.all == ["far"])
  }

  /// While the loop runs, jobs cost no call.
  @Test func aLoopThatRunsIsNotWoken() throws {
    let (executor, notes) = (try LoopExecutor(), Notes())
    Task(executorPreference: executor) { notes.add("") }
    let woken = try PairPoll.wait(executor.number, for: .readable, or: -1, timeout: .immediate)
    #expect(woken.first.isEmpty)
    #expect(executor.readyToWait(.never) == .immediate)
    try turn(executor) { notes.all.count == 1 }
  }

  @Test func sleepersWakeInTheOrderOfTheirTimes() throws {
    let (executor, notes) = (try LoopExecutor(), Notes())
    // Times and not durations: the tasks may begin any time one after another.
    let start = ContinuousClock.now
    for milliseconds in [120, 40, 80, 1] {
      Task(executorPreference: executor) {
        try? await Task.sleep(until: start + .milliseconds(milliseconds))
        notes.add("\(milliseconds)")
      }
    }
    try turn(executor) { notes.all.count == 4 }
    #expect(notes.all == ["1", "40", "80", "120"])
  }

  @Test func actorsRunHere() throws {
    let (executor, notes) = (try LoopExecutor(), Notes())
    let own = Own()
    Task(executorPreference: executor) {
      await own.note("own", in: notes)
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<3 { group.addTask { await own.note("child", in: notes) } }
      }
      notes.add("end")
    }
    try turn(executor) { notes.all.count == 5 }
    #expect(notes.all == ["own", "child", "child", "child", "end"])
  }

  @Test func aSleepThatIsCancelledEndsAtOnce() throws {
    let (executor, notes) = (try LoopExecutor(), Notes())
    let task = Task(executorPreference: executor) {
      notes.add("begun")
      do { try await Task.sleep(for: .seconds(3600)) } catch { notes.add("cancelled") }
    }
    try turn(executor) { notes.all == ["begun"] }
    task.cancel()
    try turn(executor) { notes.all.count == 2 }
    #expect(notes.all == ["begun", "cancelled"])
  }
}
