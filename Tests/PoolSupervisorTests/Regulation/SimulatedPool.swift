import LinuxIO
import PoolSupervisor
import Testing

/// A pool whose forks always succeed at once, with a clock that moves only when told.
struct SimulatedPool {
  private(set) var pool: Pool
  private(set) var now = SuspendingClock.now
  var backlog = 0
  /// Whether what a crashed worker handed over waits.
  var awaitsHeir = false
  /// Everything the pool wanted, in order.
  private(set) var actions: [PoolAction] = []
  /// What `fork` answers: nil for success.
  var forkFailure: PoolEvent?
  /// What a look at the workers shows.
  var sightings: [WorkerSighting] = []
  /// What a reload reads, and how long the new generation may take; nil for a configuration that is refused.
  var configuration: (limits: PoolLimits, timeout: Duration)?
  private var nextID: UInt32 = 1

  init(_ limits: PoolLimits, capacity: Int? = nil) { pool = Pool(limits: limits, capacity: capacity) }

  /// A pool that has started and whose workers are ready.
  static func settled(_ limits: PoolLimits) -> SimulatedPool {
    var simulated = SimulatedPool(limits)
    simulated.regulate()
    simulated.becomeReady()
    return simulated
  }

  /// Feeds events and regulates once, as one turn of the supervisor's loop does. Returns what was wanted in this turn.
  @discardableResult
  mutating func turn(_ events: PoolEvent...) -> [PoolAction] { turn(events) }

  @discardableResult
  mutating func turn(_ events: [PoolEvent]) -> [PoolAction] {
    let before = actions.count
    for event in events { obey(pool.handle(event, at: now)) }
    obey(pool.regulate(at: now, backlog: backlog, awaitsHeir: awaitsHeir))
    return Array(actions[before...])
  }

  @discardableResult
  mutating func regulate() -> [PoolAction] { turn([]) }

  /// Moves the clock and takes the turn that the pool's own deadline demands, if it falls due.
  @discardableResult
  mutating func advance(by duration: Duration) -> [PoolAction] {
    let before = actions.count
    let end = now.advanced(by: duration)
    while let deadline = pool.nextDeadline, deadline <= end {
      now = max(now, deadline)
      let wanted = regulate()
      // A deadline that stays in the past would make the supervisor spin.
      if wanted.isEmpty, let next = pool.nextDeadline, next <= now {
        Issue.record("the deadline \(next) does not pass")
        break
      }
    }
    now = end
    return Array(actions[before...])
  }

  /// Moves the clock at once, as it looks after a machine or a process was stopped, and takes one turn.
  mutating func leap(by duration: Duration) -> [PoolAction] {
    now = now.advanced(by: duration)
    return regulate()
  }

  /// Reports every starting worker ready.
  mutating func becomeReady() {
    while true {
      let starting = ids(.starting)
      if starting.isEmpty { break }
      turn(starting.map { .ready($0) })
    }
  }

  /// Lets so many clients connect at once, and has each of them served by a worker.
  mutating func load(with clients: Int) {
    backlog = clients
    while pool.tally.busy < clients {
      let takers = ids(.idle).prefix(backlog)
      backlog -= takers.count
      turn(takers.map { .accepted($0) })
      becomeReady()
    }
    backlog = 0
  }

  func ids(_ state: WorkerState) -> [WorkerID] { pool.members.filter { $0.state == state }.map(\.id) }

  private mutating func obey(_ wanted: [PoolAction]) {
    for action in wanted {
      actions.append(action)
      if action == .look { obey(pool.handle(.sighted(sightings), at: now)) }
      switch action {
      case .spawn(let count): fork(count) { .spawned($0, pid: $1) }
      case .spawnSuccessors(let count): fork(count) { .spawnedSuccessor($0, pid: $1) }
      case .readConfiguration:
        guard let configuration else { break }
        obey(pool.handle(.reload(configuration.limits, within: configuration.timeout), at: now))
      default: break
      }
    }
  }

  private mutating func fork(_ count: Int, _ event: (WorkerID, Int32) -> PoolEvent) {
    for _ in 0..<count {
      if let forkFailure {
        obey(pool.handle(forkFailure, at: now))
        break
      }
      let id = WorkerID(nextID)
      nextID += 1
      obey(pool.handle(event(id, Int32(1000 + id.rawValue)), at: now))
    }
  }
}

extension Sequence where Element == PoolAction {
  var spawned: Int { reduce(0) { if case .spawn(let count) = $1 { $0 + count } else { $0 } } }
  var retired: [WorkerID] { compactMap { if case .retire(let id) = $0 { id } else { nil } } }
  var killed: [WorkerID] { compactMap { if case .kill(let id, _) = $0 { id } else { nil } } }
  var drained: [WorkerID] { compactMap { if case .drain(let id) = $0 { id } else { nil } } }
  var woken: [WorkerID] { compactMap { if case .wake(let id) = $0 { id } else { nil } } }
  var reports: [PoolReport.Subject] {
    compactMap { if case .report(let report) = $0 { report.subject } else { nil } }
  }
}
