import IPCProtocol
import LinuxIO

/// The pool's decisions as a pure value: events in, actions out, the clock and the backlog as parameters.
///
/// ``handle(_:at:)`` takes note of what happened; ``regulate(at:backlog:)``, called once after each batch of events,
/// decides how the pool should change. Nothing here has a descriptor or makes a system call.
package struct Pool: Sendable {
  package typealias Instant = SuspendingClock.Instant

  enum Lifecycle: Equatable {
    case running
    /// Gracefully, without a limit if the deadline is nil.
    case stopping(deadline: Instant?)
    case killing
    case finished
  }

  package internal(set) var limits: PoolLimits
  /// The most workers of all generations together.
  package let capacity: Int
  var generations = Generations()
  package internal(set) var tally = Tally()
  /// Totals since the start.
  package internal(set) var history = PoolHistory()

  var workers: [WorkerID: WorkerRecord] = [:]
  var lifecycle = Lifecycle.running
  var missingAtStart: Int
  /// How many workers have become ready since the start.
  var readyCount = 0
  /// How many have to, for the pool to have started; nil once it has.
  var startGoal: Int?
  var surplus: SurplusWatch
  var backoff = SpawnBackoff()
  var breaker = CrashLoopBreaker()
  /// Whether the operator has been told that workers die young.
  var isDegraded = false
  var health: HealthWatch
  var saturation = SaturationEpisode()
  var nextSample: Instant?
  /// Set when a step left something to be forked in the next turn.
  var nextStep: Instant?
  var lastBacklog = 0
  /// Deaths that may have taken a wake-up of the listener with them.
  var possiblyLostWakeups = 0
  /// Whether connections of a worker that crashed wait for another.
  var awaitsHeir = false
  /// Whether clients wait for one of the busy workers.
  var pressure = Pressure.none
  /// Workers that closed their channel or were told to abort, and when they must have ended.
  var unreachable: [WorkerID: Instant] = [:]

  /// How long a worker may live on after it closed its channel.
  static let timeToDie = Duration.seconds(1)

  /// - Parameters:
  ///   - limits: What the pool is kept within at first.
  ///   - capacity: The most workers of all generations together; nil for twice the maximum.
  package init(limits: PoolLimits, capacity: Int? = nil) {
    self.limits = limits
    self.capacity = max(capacity ?? 2 * limits.maxWorkers, limits.maxWorkers)
    startGoal = limits.startWorkers
    missingAtStart = limits.startWorkers
    surplus = SurplusWatch(timeout: limits.spareTimeout)
    health = HealthWatch(limits: limits.health)
  }

  /// The living workers, oldest first.
  package var members: [WorkerRecord] { workers.values.sorted { $0.id < $1.id } }

  /// Whether as many workers have become ready as were to be forked at the start.
  package var hasStarted: Bool { startGoal.map { readyCount >= $0 } ?? true }

  /// Whether the listener should wake the supervisor: nobody else would notice a connection then. At any other time
  /// the supervisor must not watch it, or it would be woken for every connection that a worker takes.
  package var wantsListenerEvents: Bool {
    lifecycle == .running && !generations.isDormant && spare == 0 && backoff.until == nil
      && breaker.until == nil
      && (room > 0 || pressure == .none)
  }

  /// When ``regulate(at:backlog:)`` must be called again even if nothing happens.
  package var nextDeadline: Instant? {
    switch lifecycle {
    case .running where generations.isDormant: dormantDeadline
    case .running:
      [
        surplus.deadline, backoff.until, saturation.deadline, nextSample, nextStep, unreachable.values.min(),
        pressure.deadline, health.nextLook, breaker.until, generations.transition?.deadline,
      ].compactMap(\.self).min()
    case .stopping(let deadline):
      [deadline, health.nextLook, unreachable.values.min(), backoff.until].compactMap(\.self).min()
    case .killing, .finished: nil
    }
  }
}

// MARK: - Events

extension Pool {
  /// Takes note of `event` and returns what must be done at once.
  ///
  /// An event of a worker that is not, or no more, in the pool changes nothing.
  package mutating func handle(_ event: PoolEvent, at now: Instant) -> [PoolAction] {
    switch event {
    case .spawned(let id, let pid): return admit(id, pid: pid, of: generations.present, at: now)
    case .spawnedSuccessor(let id, let pid):
      generations.transition?.unforked -= 1
      let isGivenUp = generations.transition == nil
      let orders = admit(id, pid: pid, of: generations.latest, at: now)
      return isGivenUp && orders.isEmpty ? dismissLatecomer(id, at: now) : orders
    case .spawnFailed(let reason):
      let delay = backoff.fail(at: now)
      history.failedSpawns += 1
      return [report(.spawnFailed(reason, retryIn: delay))]
    case .ready(let id):
      if let worker = workers[id], worker.activity == .starting { backoff.succeed(bornAt: worker.startedAt) }
      noteReady(id)
      move(id, to: .idle)
      // It may have been told to leave before it could say so; its end is not that of one that cannot boot.
      if workers[id]?.activity == .starting { workers[id]?.activity = .idle }
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
    case .reachedRequestLimit(let id): beginRetirement(of: id, because: .requestLimit)
    case .sighted(let sightings): return judge(sightings, at: now)
    case .left(let id, let status, let requests): return dismiss(id, status, requests, at: now)
    case .stop(let grace): return stop(within: grace, at: now)
    case .stopPatiently: return stopPatiently()
    case .reloadOrdered: return orderReload()
    case .reload(let limits, let timeout): return beginTransition(to: limits, within: timeout, at: now)
    case .retireAll: return retireAll(at: now)
    case .adjust(let step): return adjust(by: step)
    case .handOver: return handOver()
    }
    return []
  }

  private mutating func admit(
    _ id: WorkerID, pid: Int32, of generation: UInt32, at now: Instant
  ) -> [PoolAction] {
    workers[id] = WorkerRecord(id: id, pid: pid, generation: generation, startedAt: now)
    tally.add(.starting)
    history.spawned += 1
    if generation == generations.present {
      missingAtStart = max(0, missingAtStart - 1)
    } else {
      generations.strangers += 1
    }
    if case .stopping = lifecycle {
      workers[id]?.isHeir = true
      beginRetirement(of: id, because: generations.isHandingOver ? .upgrade : .stop)
      return [generations.isHandingOver ? .retire(id) : .drain(id)]
    }
    guard generations.isDormant, generation == generations.present else { return [] }
    workers[id]?.isHeir = true
    beginRetirement(of: id, because: .ordered)
    return [.retire(id)]
  }

  private mutating func dismiss(
    _ id: WorkerID, _ status: ExitStatus, _ requests: UInt64, at now: Instant
  ) -> [PoolAction] {
    guard let worker = workers.removeValue(forKey: id) else { return [] }
    unreachable[id] = nil
    health.forget(id)
    if worker.generation != generations.present { generations.strangers -= 1 }
    tally.remove(worker.state)
    let ending = worker.ending(with: status)
    history.count(ending)
    // Who leaves in order has taken care of its last wake-up.
    if worker.retirement == nil || !status.isClean { possiblyLostWakeups += 1 }
    let age = worker.startedAt.duration(to: now)
    if let reason = worker.retirement, reason != .channelClosed, status.isClean {
      return [report(.left(id, pid: worker.pid, reason, age: age))]
    }
    var actions = [
      report(.died(id, pid: worker.pid, status, state: worker.activity, age: age, ending: ending))
    ]
    if worker.activity == .starting, worker.generation == generations.transition?.generation {
      actions += giveUp(.workerEnded(pid: worker.pid, status), at: now)
    } else if worker.activity == .starting, worker.generation == generations.present {
      // It never became ready, and the next would hardly fare better: do not fork in circles.
      let delay = max(backoff.fail(at: now), breaker.note(deathAt: now) ?? .zero)
      actions.append(report(.bootFailed(id, pid: worker.pid, retryIn: delay)))
    } else if requests == 0, worker.generation == generations.present, age < CrashLoopBreaker.youth,
      ending != .killedFromOutside
    {
      if let delay = breaker.note(deathAt: now) { actions.append(report(.dyingYoung(retryIn: delay))) }
    }
    return actions
  }

  private mutating func stop(within grace: Duration, at now: Instant) -> [PoolAction] {
    let deadline = now.advanced(by: grace)
    switch lifecycle {
    case .running: return [report(.stopping(within: grace))] + beginStop(deadline: deadline)
    case .stopping(nil):
      // It was to take its time; now it has a limit, and who waits for idle clients must not wait longer.
      lifecycle = .stopping(deadline: deadline)
      return [report(.stopping(within: grace))] + members.map { .drain($0.id) }
    case .stopping, .killing, .finished: return killAll()
    }
  }

  private mutating func stopPatiently() -> [PoolAction] {
    guard lifecycle == .running else { return [] }
    return [report(.stoppingPatiently)] + beginStop(deadline: nil)
  }

  private mutating func beginStop(deadline: Instant?) -> [PoolAction] {
    lifecycle = .stopping(deadline: deadline)
    generations.transition = nil
    let members = members
    for worker in members { beginRetirement(of: worker.id, because: .stop) }
    return [.stopQueueing] + members.map { .drain($0.id) }
  }

  mutating func killAll() -> [PoolAction] {
    guard lifecycle != .killing, lifecycle != .finished else { return [] }
    lifecycle = .killing
    return [report(.stoppingNow)] + members.map { .kill($0.id, .kill) }
  }

  mutating func beginRetirement(of id: WorkerID, because reason: RetirementReason) {
    guard workers[id]?.retirement == nil else { return }
    move(id, to: .retiring)
    workers[id]?.retirement = reason
  }

  private mutating func move(_ id: WorkerID, to state: WorkerState) {
    // Nothing brings a retiring worker back; its last C or F may still be on its way.
    guard var worker = workers[id], worker.state != .retiring else { return }
    tally.remove(worker.state)
    tally.add(state)
    worker.state = state
    if state != .retiring { worker.activity = state }
    // As a whole: to change a part of a value in its place costs a dictionary eight allocations.
    workers[id] = worker
  }

  func report(_ subject: PoolReport.Subject) -> PoolAction {
    .report(PoolReport(subject: subject, tally: tally, backlog: lastBacklog, limits: limits))
  }
}
