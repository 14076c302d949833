import IPCProtocol
import LinuxIO

/// Deciding about workers that hang, grow old, grow fat or die young.
extension Pool {
  /// Judges what a look at the workers showed.
  mutating func judge(_ sightings: [WorkerSighting], at now: Instant) -> [PoolAction] {
    let known = sightings.filter { workers[$0.id] != nil }
    for sighting in known { noteSuccess(sighting, at: now) }
    if tally.starting == 0, tally.idle + tally.busy > 0 { breaker.note(settledAt: now) }
    let watched = known.filter { workers[$0.id].map { $0.verdict == nil } ?? false }
    let findings = health.look(at: watched, now: now) { workers[$0]?.state }
    return findings.flatMap { act(on: $0, at: now) } + recycle(known, at: now)
  }

  private mutating func act(on finding: HealthWatch.Finding, at now: Instant) -> [PoolAction] {
    switch finding {
    case .ping(let id, let number): [.ping(id, number: number)]
    case .requestTimeout(let id): [.declareTimeUp(id)] + condemn(id, .requestTimeout, at: now)
    case .bootTimeout(let id): condemn(id, .bootTimeout, at: now)
    case .unresponsive(let id): condemn(id, .unresponsive, at: now)
    }
  }

  /// Has a worker abort, so that it can still answer its client and leave its trace, and sees to it that it ends.
  mutating func condemn(_ id: WorkerID, _ verdict: WorkerEnding, at now: Instant) -> [PoolAction] {
    guard workers[id]?.verdict == nil else { return [] }
    workers[id]?.verdict = verdict
    unreachable[id] = now.advanced(by: limits.health.killGrace)
    return [.kill(id, .abort)]
  }

  /// Retires those beyond their age or size; a few at a time, so that a pool that was forked as one is not replaced as
  /// one.
  private mutating func recycle(_ sightings: [WorkerSighting], at now: Instant) -> [PoolAction] {
    guard limits.health.maxLifetime != nil || limits.health.maxMemory != nil else { return [] }
    var quota = max(1, tally.total / 10)
    var actions: [PoolAction] = []
    for sighting in sightings where quota > 0 {
      guard let worker = workers[sighting.id], worker.retirement == nil, worker.verdict == nil,
        worker.state != .starting, let reason = reasonToRecycle(worker, sighting, at: now)
      else { continue }
      quota -= 1
      beginRetirement(of: worker.id, because: reason)
      actions += [report(.retiring(worker.id, pid: worker.pid, reason)), .retire(worker.id)]
    }
    return actions
  }

  private func reasonToRecycle(
    _ worker: WorkerRecord, _ sighting: WorkerSighting, at now: Instant
  ) -> RetirementReason? {
    if let limit = limits.health.maxLifetime {
      let mine = limit - limit / 10 * worker.id.chance
      if worker.startedAt.duration(to: now) >= mine { return .lifetime }
    }
    if let limit = limits.health.maxMemory, let memory = sighting.privateMemory {
      let mine = limit - UInt64(Double(limit / 10) * worker.id.chance)
      if memory >= mine { return .memory }
    }
    return nil
  }

  private mutating func noteSuccess(_ sighting: WorkerSighting, at now: Instant) {
    guard let worker = workers[sighting.id], worker.state != .starting else { return }
    let isOld = worker.startedAt.duration(to: now) >= CrashLoopBreaker.youth
    if sighting.requestsAnswered > 0 || isOld { breaker.note(successOfOneBornAt: worker.startedAt) }
  }

  /// Says when the pool becomes degraded and when it has recovered, once each.
  mutating func noteDegradation() -> [PoolAction] {
    guard breaker.isDegraded != isDegraded else { return [] }
    isDegraded = breaker.isDegraded
    return [report(isDegraded ? .degraded : .recovered)]
  }
}

extension WorkerID {
  /// A number from 0 to below 1 that looks like chance but is always the same for one worker.
  package var chance: Double { Double((rawValue &* 2_654_435_769) >> 8) / Double(1 << 24) }
}

extension Duration {
  fileprivate static func * (left: Duration, right: Double) -> Duration {
    .nanoseconds(Int64(Double(left.components.seconds) * 1e9 * right))
      + .nanoseconds(Int64(Double(left.components.attoseconds) / 1e9 * right))
  }
}
