import LinuxIO

/// Deciding how the pool should change.
extension Pool {
  /// Decides how the pool should change now.
  ///
  /// - Parameters:
  ///   - now: The present, by the clock that every deadline of this pool is told in.
  ///   - backlog: How many connections wait in the listener's accept queue.
  ///   - awaitsHeir: Whether connections of workers that crashed wait for another to go on with them.
  /// - Returns: What must be done, in this order.
  package mutating func regulate(
    at now: Instant, backlog: Int, awaitsHeir: Bool = false
  ) -> [PoolAction] {
    lastBacklog = backlog
    self.awaitsHeir = awaitsHeir
    // Whether or not anybody is to be forked: a wait that is over and not forgotten would stay the next deadline, and the
    // supervisor would spin.
    _ = (backoff.allows(at: now), breaker.allows(at: now))
    switch lifecycle {
    case .running:
      if generations.isDormant {
        nextStep = nil
        return look(at: now) + killUnreachable(at: now) + spawnHeir(at: now) + advanceTransition(at: now)
      }
      return look(at: now) + killUnreachable(at: now) + noteStart()
        + wakeForLostWakeups() + spawnMissing(at: now) + advanceTransition(at: now) + retireSurplus(at: now)
        + notePressure(at: now) + noteSaturation(at: now) + noteDegradation()
    case .stopping(let deadline):
      if let deadline, now >= deadline, !workers.isEmpty { return killAll() }
      // Without a limit on the stop, a handler without end would make it one.
      let watching = look(at: now) + killUnreachable(at: now) + spawnHeir(at: now)
      return workers.isEmpty && !watching.contains(.spawn(1))
        ? drainOrFinish(at: now, deadline: deadline) : watching
    case .killing:
      return workers.isEmpty ? finish() : []
    case .finished:
      return []
    }
  }

  /// The last worker may have left before the last connection came: one more is forked for those, or closing the
  /// listener would reset them.
  private mutating func drainOrFinish(at now: Instant, deadline: Instant?) -> [PoolAction] {
    let somebodyWaits = awaitsHeir || !generations.isHandingOver && lastBacklog > 0
    guard somebodyWaits, deadline.map({ now < $0 }) ?? true else { return finish() }
    // A fork that failed, or a worker that could not boot, delays the end; it costs nobody a request.
    guard backoff.allows(at: now) else { return [] }
    return [report(.spawning(count: 1, .connectionsWaiting)), .spawn(1)]
  }

  /// Where all workers are about to leave nobody takes what one hands over that crashes, and it would be lost with the
  /// last of them: one more is forked for it at once, for the clients wait. It says when it has taken a share.
  private mutating func spawnHeir(at now: Instant) -> [PoolAction] {
    let isUnderWay = workers.values.contains { $0.isHeir && !$0.hasAcknowledged }
    guard awaitsHeir, !isUnderWay, room > 0, backoff.allows(at: now) else { return [] }
    return [report(.spawning(count: 1, .connectionsWaiting)), .spawn(1)]
  }

  private mutating func look(at now: Instant) -> [PoolAction] {
    // Nobody reports that a worker does well: it has to be looked for.
    health.isDue(at: now, isNeeded: breaker.isCounting) ? [.look] : []
  }

  private mutating func finish() -> [PoolAction] {
    lifecycle = .finished
    return [.finish]
  }

  /// Tells once that the workers wanted at the start are ready.
  private mutating func noteStart() -> [PoolAction] {
    guard let startGoal, readyCount >= startGoal else { return [] }
    self.startGoal = nil
    return [.started]
  }

  private mutating func killUnreachable(at now: Instant) -> [PoolAction] {
    guard !unreachable.isEmpty else { return [] }
    let overdue = unreachable.filter { $0.value <= now }.keys.sorted()
    for id in overdue {
      unreachable[id] = nil
      let wanted = workers[id]?.retirement?.ending
      if workers[id]?.verdict == nil { workers[id]?.verdict = wanted }
    }
    return overdue.map { .kill($0, .kill) }
  }

  /// A worker that was woken for a connection and died before it accepted leaves that connection in the queue, and
  /// with EPOLLEXCLUSIVE the kernel tells nobody else. One idle worker for each death is told to look. The same goes for
  /// what crashed workers hand over; there it is enough that any of it waits, because that is rare.
  private mutating func wakeForLostWakeups() -> [PoolAction] {
    let deaths = possiblyLostWakeups
    possiblyLostWakeups = 0
    let count = max(min(deaths, lastBacklog), awaitsHeir ? 1 : 0)
    guard count > 0, tally.idle > 0 else { return [] }
    return members.filter { $0.state == .idle }.prefix(count).flatMap { worker in
      [report(.waking(worker.id, pid: worker.pid)), .wake(worker.id)]
    }
  }

  /// Forks what is missing: the minimum of spare workers, and one for each connection that waits, less the workers
  /// that are spare already. Starting ones count, or each turn would fork for the same need again.
  private mutating func spawnMissing(at now: Instant) -> [PoolAction] {
    nextStep = nil
    guard backoff.allows(at: now), breaker.allows(at: now) else { return [] }
    // A degraded pool tries with one at a time: more would die alike, each with its lines in the log.
    if breaker.isDegraded, tally.starting > 0 { return [] }
    let missing = max(missingAtStart, limits.minSpareWorkers + lastBacklog - spare, lacksHeir ? 1 : 0)
    let count = min(missing, breaker.isDegraded ? 1 : limits.spawnBurst, room)
    guard count > 0 else { return [] }
    if count < min(missing, room), !breaker.isDegraded { nextStep = now }
    return [report(.spawning(count: count, spawnReason)), .spawn(count)]
  }

  /// Who is spare, or will be, goes on with what a crashed worker left.
  private var lacksHeir: Bool { awaitsHeir && spare <= 0 }

  private var spawnReason: SpawnReason {
    if missingAtStart > 0 { return .start }
    return lastBacklog > spare || lacksHeir ? .connectionsWaiting : .spareBelowMinimum
  }

  private mutating func retireSurplus(at now: Instant) -> [PoolAction] {
    // Two generations together are no surplus.
    let excess = generations.transition == nil ? tally.spare - limits.maxSpareWorkers : 0
    let count = surplus.observe(surplus: excess, at: now)
    guard count > 0 else { return [] }
    // With EPOLLEXCLUSIVE the kernel wakes the first registered worker, so the youngest is the coldest.
    let coldest = members.reversed().filter { $0.state == .idle }.prefix(count)
    return coldest.flatMap { worker in
      beginRetirement(of: worker.id, because: .surplus)
      return [report(.retiring(worker.id, pid: worker.pid, .surplus)), .retire(worker.id)]
    }
  }

  /// While clients wait, all workers are busy and no more may be forked, connections that are kept alive but idle must
  /// not hold workers.
  ///
  /// A queue counts only when it is still there at a second look: a worker that is about to take the connection says so
  /// later than it is idle. And the pressure is kept up for a while, or a pool at the edge would send an order to every
  /// worker at each turn.
  private mutating func notePressure(at now: Instant) -> [PoolAction] {
    let clientsWait = spare == 0 && room == 0 && lastBacklog > 0
    switch pressure {
    case .none:
      if clientsWait { pressure = .suspected(until: now.advanced(by: .milliseconds(20))) }
      return []
    case .suspected(let until):
      guard now >= until else { return [] }
      pressure = clientsWait ? .felt(since: now) : .none
      guard clientsWait else { return [] }
      return [.setPressure(true)]
        + members.filter { $0.state == .busy || $0.state == .retiring }
        .map { .relieve($0.id) }
    case .felt(let since):
      guard !clientsWait, since.duration(to: now) >= .seconds(1) else { return [] }
      pressure = .none
      return [.setPressure(false)]
    }
  }

  private mutating func noteSaturation(at now: Instant) -> [PoolAction] {
    let isUnderPressure = pressure.isFelt
    // Under saturation no message flows, so the queue has to be looked at.
    nextSample = isUnderPressure || saturation.deadline != nil ? now.advanced(by: .seconds(1)) : nil
    switch saturation.observe(isSaturated: isUnderPressure && lastBacklog > 0, at: now) {
    case .began: return [report(.atMaximum(episode: saturation.count))]
    case .ended(let lasted):
      return [report(.belowMaximum(episode: saturation.count, lasted: lasted))]
    case nil: return []
    }
  }
}
