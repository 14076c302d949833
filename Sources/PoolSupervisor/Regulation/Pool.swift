import LinuxIO

/// The pool's decisions as a pure value: events in, actions out, the clock and the backlog as parameters.
///
/// ``handle(_:at:)`` takes note of what happened; ``regulate(at:backlog:)``, called once after each batch of events,
/// decides how the pool should change. Nothing here has a descriptor or makes a system call.
package struct Pool: Sendable {
  package typealias Instant = SuspendingClock.Instant

  enum Lifecycle: Equatable {
    case running
    case stopping(deadline: Instant)
    case killing
    case finished
  }

  package let limits: PoolLimits
  package private(set) var tally = Tally()
  /// Totals since the start.
  package private(set) var history = PoolHistory()

  private(set) var workers: [WorkerID: WorkerRecord] = [:]
  private var lifecycle = Lifecycle.running
  private var missingAtStart: Int
  private var surplus: SurplusWatch
  private var backoff = SpawnBackoff()
  private var saturation = SaturationEpisode()
  private var nextSample: Instant?
  /// Set when a step left something to be forked in the next turn.
  private var nextStep: Instant?
  private var lastBacklog = 0
  /// Deaths that may have taken a wake-up of the listener with them.
  private var possiblyLostWakeups = 0
  /// Workers that closed their channel, and when they must have ended.
  private var unreachable: [WorkerID: Instant] = [:]

  /// How long a worker may live on after it closed its channel.
  static let timeToDie = Duration.seconds(1)

  package init(limits: PoolLimits) {
    self.limits = limits
    missingAtStart = limits.startWorkers
    surplus = SurplusWatch(timeout: limits.spareTimeout)
  }

  /// The living workers, oldest first.
  package var members: [WorkerRecord] { workers.values.sorted { $0.id < $1.id } }

  /// Whether the listener should wake the supervisor: nobody else would notice a connection then. At any other time
  /// the supervisor must not watch it, or it would be woken for every connection that a worker takes.
  package var wantsListenerEvents: Bool {
    lifecycle == .running && tally.spare == 0 && room > 0 && backoff.until == nil
  }

  /// When ``regulate(at:backlog:)`` must be called again even if nothing happens.
  package var nextDeadline: Instant? {
    switch lifecycle {
    case .running:
      [
        surplus.deadline, backoff.until, saturation.deadline, nextSample, nextStep, unreachable.values.min(),
      ].compactMap(\.self).min()
    case .stopping(let deadline): deadline
    case .killing, .finished: nil
    }
  }

  private var room: Int { max(0, limits.maxWorkers - tally.total) }
}

// MARK: - Events

extension Pool {
  /// Takes note of `event` and returns what must be done at once.
  ///
  /// An event of a worker that is not, or no more, in the pool changes nothing.
  package mutating func handle(_ event: PoolEvent, at now: Instant) -> [PoolAction] {
    switch event {
    case .spawned(let id, let pid): return admit(id, pid: pid, at: now)
    case .spawnFailed(let reason):
      let delay = backoff.fail(at: now)
      history.failedSpawns += 1
      return [report(.spawnFailed(reason, retryIn: delay))]
    case .ready(let id):
      backoff.succeed()
      move(id, to: .idle)
    case .accepted(let id): move(id, to: .busy)
    case .finished(let id): move(id, to: .idle)
    case .acknowledgedLeave(let id): workers[id]?.hasAcknowledged = true
    case .reachedConnectionLimit(let id): beginRetirement(of: id, because: .connectionLimit)
    case .violated(let id, let byte):
      guard let worker = workers[id] else { return [] }
      beginRetirement(of: id, because: .protocolViolation)
      return [report(.violated(id, pid: worker.pid, byte: byte)), .kill(id, .kill)]
    case .disconnected(let id):
      // Normally its end follows at once. One that lives on could never be regulated again.
      guard let worker = workers[id], worker.retirement == nil else { return [] }
      beginRetirement(of: id, because: .channelClosed)
      unreachable[id] = now.advanced(by: Self.timeToDie)
    case .left(let id, let status): return dismiss(id, status, at: now)
    case .stop(let grace): return stop(within: grace, at: now)
    }
    return []
  }

  private mutating func admit(_ id: WorkerID, pid: Int32, at now: Instant) -> [PoolAction] {
    workers[id] = WorkerRecord(id: id, pid: pid, startedAt: now)
    tally.add(.starting)
    history.spawned += 1
    missingAtStart = max(0, missingAtStart - 1)
    return []
  }

  private mutating func dismiss(_ id: WorkerID, _ status: ExitStatus, at now: Instant) -> [PoolAction] {
    guard let worker = workers.removeValue(forKey: id) else { return [] }
    unreachable[id] = nil
    tally.remove(worker.state)
    history.count(worker, status)
    possiblyLostWakeups += 1
    let age = worker.startedAt.duration(to: now)
    if let reason = worker.retirement, reason != .channelClosed, status.isClean {
      return [report(.left(id, pid: worker.pid, reason, age: age))]
    }
    var actions = [report(.died(id, pid: worker.pid, status, state: worker.activity, age: age))]
    if worker.activity == .starting {
      // It never became ready, and the next would hardly fare better: do not fork in circles.
      let delay = backoff.fail(at: now)
      actions.append(report(.bootFailed(id, pid: worker.pid, retryIn: delay)))
    }
    return actions
  }

  private mutating func stop(within grace: Duration, at now: Instant) -> [PoolAction] {
    guard lifecycle == .running else { return killAll() }
    lifecycle = .stopping(deadline: now.advanced(by: grace))
    let members = members
    for worker in members { beginRetirement(of: worker.id, because: .stop) }
    return [report(.stopping(within: grace)), .stopQueueing] + members.map { .drain($0.id) }
  }

  private mutating func killAll() -> [PoolAction] {
    guard lifecycle != .killing, lifecycle != .finished else { return [] }
    lifecycle = .killing
    return [report(.stoppingNow)] + members.map { .kill($0.id, .kill) }
  }

  private mutating func beginRetirement(of id: WorkerID, because reason: RetirementReason) {
    guard workers[id]?.retirement == nil else { return }
    move(id, to: .retiring)
    workers[id]?.retirement = reason
  }

  private mutating func move(_ id: WorkerID, to state: WorkerState) {
    // Nothing brings a retiring worker back; its last C or F may still be on its way.
    guard let present = workers[id]?.state, present != .retiring else { return }
    tally.remove(present)
    tally.add(state)
    workers[id]?.state = state
    if state != .retiring { workers[id]?.activity = state }
  }
}

// MARK: - Regulation

extension Pool {
  /// Decides how the pool should change now.
  ///
  /// - Parameters:
  ///   - now: The present, by the clock that every deadline of this pool is told in.
  ///   - backlog: How many connections wait in the listener's accept queue.
  /// - Returns: What must be done, in this order.
  package mutating func regulate(at now: Instant, backlog: Int) -> [PoolAction] {
    lastBacklog = backlog
    switch lifecycle {
    case .running:
      return killUnreachable(at: now) + wakeForLostWakeups() + spawnMissing(at: now)
        + retireSurplus(at: now) + noteSaturation(at: now)
    case .stopping(let deadline):
      if workers.isEmpty { return finish() }
      return now >= deadline ? killAll() : []
    case .killing:
      return workers.isEmpty ? finish() : []
    case .finished:
      return []
    }
  }

  private mutating func finish() -> [PoolAction] {
    lifecycle = .finished
    return [.finish]
  }

  private mutating func killUnreachable(at now: Instant) -> [PoolAction] {
    guard !unreachable.isEmpty else { return [] }
    let overdue = unreachable.filter { $0.value <= now }.keys.sorted()
    for id in overdue { unreachable[id] = nil }
    return overdue.map { .kill($0, .kill) }
  }

  /// A worker that was woken for a connection and died before it accepted leaves that connection in the queue, and
  /// with EPOLLEXCLUSIVE the kernel tells nobody else. One idle worker for each death is told to look.
  private mutating func wakeForLostWakeups() -> [PoolAction] {
    let deaths = possiblyLostWakeups
    possiblyLostWakeups = 0
    guard deaths > 0, lastBacklog > 0, tally.idle > 0 else { return [] }
    return members.filter { $0.state == .idle }.prefix(min(deaths, lastBacklog)).flatMap { worker in
      [report(.waking(worker.id, pid: worker.pid)), .wake(worker.id)]
    }
  }

  /// Forks what is missing: the minimum of spare workers, and one for each connection that waits, less the workers
  /// that are spare already. Starting ones count, or each turn would fork for the same need again.
  private mutating func spawnMissing(at now: Instant) -> [PoolAction] {
    nextStep = nil
    guard backoff.allows(at: now) else { return [] }
    let missing = max(missingAtStart, limits.minSpareWorkers + lastBacklog - tally.spare)
    let count = min(missing, limits.spawnBurst, room)
    guard count > 0 else { return [] }
    if count < min(missing, room) { nextStep = now }
    return [report(.spawning(count: count, spawnReason)), .spawn(count)]
  }

  private var spawnReason: SpawnReason {
    if missingAtStart > 0 { return .start }
    return lastBacklog > tally.spare ? .connectionsWaiting : .spareBelowMinimum
  }

  private mutating func retireSurplus(at now: Instant) -> [PoolAction] {
    let count = surplus.observe(surplus: tally.spare - limits.maxSpareWorkers, at: now)
    guard count > 0 else { return [] }
    // With EPOLLEXCLUSIVE the kernel wakes the first registered worker, so the youngest is the coldest.
    let coldest = members.reversed().filter { $0.state == .idle }.prefix(count)
    return coldest.flatMap { worker in
      beginRetirement(of: worker.id, because: .surplus)
      return [report(.retiring(worker.id, pid: worker.pid, .surplus)), .retire(worker.id)]
    }
  }

  private mutating func noteSaturation(at now: Instant) -> [PoolAction] {
    let isFull = tally.spare == 0 && room == 0
    // Under saturation no message flows, so the queue has to be looked at.
    nextSample = isFull ? now.advanced(by: .seconds(1)) : nil
    switch saturation.observe(isSaturated: isFull && lastBacklog > 0, at: now) {
    case .began: return [report(.atMaximum(episode: saturation.count))]
    case .ended(let lasted):
      return [report(.belowMaximum(episode: saturation.count, lasted: lasted))]
    case nil: return []
    }
  }

  private func report(_ subject: PoolReport.Subject) -> PoolAction {
    .report(PoolReport(subject: subject, tally: tally, backlog: lastBacklog, limits: limits))
  }
}
