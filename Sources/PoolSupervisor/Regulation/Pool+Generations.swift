import LinuxIO

/// Reloading: a new generation of workers takes over when it is ready, and not before.
///
/// Workers of other generations do not count against the maximum, or the present generation could not replace its dead
/// while downloads of an hour are finished by workers of an older one. What bounds all generations together is
/// ``capacity``.
extension Pool {
  /// The number of the generation in charge.
  package var generation: UInt32 { generations.present }

  /// The number of the generation that is being started, nil for none.
  package var nextGeneration: UInt32? { generations.transition?.generation }

  /// Whether a stop, of whichever kind, has begun.
  package var isStopping: Bool { lifecycle != .running }

  /// Whether a new generation is being started.
  package var isInTransition: Bool { generations.transition != nil }

  /// A reload was ordered: begins to, or remembers to.
  mutating func orderReload() -> [PoolAction] {
    guard lifecycle == .running else { return [report(.reloadRefused)] }
    guard generations.transition == nil, tally.total < capacity else {
      generations.reloadIsPending = true
      return [report(.reloadPostponed(isAtCapacity: generations.transition == nil))]
    }
    return [.readConfiguration]
  }

  /// The new configuration is good: a new generation is wanted.
  mutating func beginTransition(
    to limits: PoolLimits, within timeout: Duration, at now: Instant
  ) -> [PoolAction] {
    guard lifecycle == .running, generations.transition == nil else { return [] }
    let needed = max(limits.startWorkers, limits.minSpareWorkers + tally.busy + lastBacklog)
    let wanted = max(1, min(needed, limits.maxWorkers, capacity - tally.total))
    generations.latest &+= 1
    // A reload that had to wait begins at the end of a turn of the loop; its workers are forked in the next.
    nextStep = now
    generations.transition = Transition(
      to: generations.latest, limits: limits, wanted: wanted, deadline: now.advanced(by: timeout))
    return [report(.reloading(generation: generations.latest, count: wanted))]
  }

  /// Takes note that a worker has become ready; before its state changes.
  mutating func noteReady(_ id: WorkerID) {
    guard let worker = workers[id], worker.activity == .starting else { return }
    readyCount += 1
    if worker.generation == generations.transition?.generation { generations.transition?.ready += 1 }
    // It was given up for being slow, not for being dead: it hears the order to leave.
    if worker.retirement == .reload { unreachable[id] = nil }
  }

  /// Forks what the new generation still lacks, lets it take over, or gives it up.
  mutating func advanceTransition(at now: Instant) -> [PoolAction] {
    guard let transition = generations.transition else {
      guard generations.reloadIsPending, tally.total < capacity else { return [] }
      generations.reloadIsPending = false
      return [.readConfiguration]
    }
    if transition.ready >= transition.wanted { return complete(transition, at: now) }
    if now >= transition.deadline {
      return giveUp(.timedOut(ready: transition.ready, wanted: transition.wanted), at: now)
    }
    guard backoff.allows(at: now) else { return [] }
    let count = min(transition.unforked, transition.limits.spawnBurst, capacity - tally.total)
    guard count > 0 else { return [] }
    if count < transition.unforked { nextStep = now }
    return [report(.spawning(count: count, .reload)), .spawnSuccessors(count)]
  }

  private mutating func complete(_ transition: Transition, at now: Instant) -> [PoolAction] {
    let old = members.filter { $0.generation == generations.present && $0.retirement == nil }
    limits = transition.limits
    generations.transition = nil
    generations.present = transition.generation
    generations.isDormant = false
    generations.strangers = workers.values.count { $0.generation != transition.generation }
    missingAtStart = 0
    surplus = SurplusWatch(timeout: limits.spareTimeout)
    health.limits = limits.health
    history.reloads += 1
    if generations.reloadIsPending { nextStep = now }
    // Told by the old generation's logger: the new one's level may be above it.
    return [report(.reloaded(generation: transition.generation, retiring: old.count)), .adoptSuccessors]
      + retire(old, because: .reload)
  }

  /// Lets the old generation go on as if nothing had happened.
  mutating func giveUp(_ failure: TransitionFailure, at now: Instant) -> [PoolAction] {
    guard let transition = generations.transition else { return [] }
    generations.transition = nil
    if generations.reloadIsPending { nextStep = now }
    return [report(.reloadFailed(generation: transition.generation, failure))]
      + dismissSuccessors(of: transition, at: now)
  }

  /// Retires the workers of a generation that will not take over.
  private mutating func dismissSuccessors(of transition: Transition, at now: Instant) -> [PoolAction] {
    let successors = members.filter { $0.generation == transition.generation && $0.retirement == nil }
    // Who hangs before it is ready never reads an order.
    for worker in successors where worker.activity == .starting {
      unreachable[worker.id] = now.advanced(by: Self.timeToDie)
    }
    return retire(successors, because: .reload) + [.dropSuccessors]
  }

  /// Retires a worker of a generation that was given up while its workers were being forked.
  mutating func dismissLatecomer(_ id: WorkerID, at now: Instant) -> [PoolAction] {
    unreachable[id] = now.advanced(by: Self.timeToDie)
    return retire(members.filter { $0.id == id }, because: .reload)
  }

  mutating func retire(_ workers: [WorkerRecord], because reason: RetirementReason) -> [PoolAction] {
    workers.map { worker in
      beginRetirement(of: worker.id, because: reason)
      return .retire(worker.id)
    }
  }

  /// Retires every worker and forks no other until a reload.
  mutating func retireAll(at now: Instant) -> [PoolAction] {
    guard lifecycle == .running else { return [] }
    let transition = generations.transition
    generations.transition = nil
    generations.isDormant = true
    missingAtStart = 0
    surplus = SurplusWatch(timeout: limits.spareTimeout)
    var actions = [report(.retiringAll)]
    if pressure.isFelt { actions.append(.setPressure(false)) }
    pressure = .none
    if let transition { actions += dismissSuccessors(of: transition, at: now) }
    return actions + retire(members.filter { $0.retirement == nil }, because: .ordered)
  }

  /// When to look again while no workers are wanted but those of a reload.
  var dormantDeadline: Instant? {
    let ofForks = isInTransition || awaitsHeir ? [backoff.until, nextStep] : [nextStep]
    return (ofForks + [health.nextLook, unreachable.values.min(), generations.transition?.deadline])
      .compactMap(\.self).min()
  }

  /// Leaves the listeners to the process that has taken over, and finishes what the workers have.
  mutating func handOver() -> [PoolAction] {
    guard lifecycle == .running else { return [] }
    lifecycle = .stopping(deadline: nil)
    generations.isHandingOver = true
    generations.transition = nil
    return [report(.handingOver)] + retire(members.filter { $0.retirement == nil }, because: .upgrade)
  }

  /// Spare workers that may be counted on: a successor that is still starting may never be ready.
  var spare: Int {
    guard let transition = generations.transition else { return tally.spare }
    return tally.spare
      - workers.values.count { $0.generation == transition.generation && $0.state == .starting }
  }

  /// How many workers of the present generation may be forked.
  var room: Int {
    let own = tally.total - generations.strangers
    return max(
      0,
      min(limits.maxWorkers - own, capacity - tally.total - (generations.transition?.unforked ?? 0)))
  }
}
