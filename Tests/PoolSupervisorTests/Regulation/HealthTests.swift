import IPCProtocol
import LinuxIO
import Testing

@testable import PoolSupervisor

@Suite struct HealthTests {
  private func pool(_ health: HealthLimits, workers: Int = 2) throws -> SimulatedPool {
    .settled(
      try PoolLimits(
        startWorkers: workers, minSpareWorkers: 0, maxSpareWorkers: workers, maxWorkers: 50, health: health))
  }

  private func sighting(
    _ id: WorkerID, handlingSince: UInt64? = nil, pong: UInt64 = 0, requests: UInt64 = 1,
    memory: UInt64? = nil
  ) -> WorkerSighting {
    WorkerSighting(
      id: id, handlingSince: handlingSince, pong: pong, requestsAnswered: requests, privateMemory: memory)
  }

  @Test func aRequestThatTakesTooLongEndsItsWorker() throws {
    var pool = try pool(HealthLimits(requestTimeout: .seconds(30), killGrace: .seconds(5)))
    let id = pool.ids(.idle)[0]
    pool.turn(.accepted(id))
    pool.sightings = [sighting(id, handlingSince: 77)]
    #expect(!pool.advance(by: .seconds(29)).contains(.kill(id, .abort)))
    let actions = pool.advance(by: .seconds(5))
    // The worker must know what to tell its client before it is told to abort.
    let declared = try #require(actions.firstIndex(of: .declareTimeUp(id)))
    let aborted = try #require(actions.firstIndex(of: .kill(id, .abort)))
    #expect(declared < aborted)
    #expect(actions.filter { $0 == .kill(id, .abort) }.count == 1)
    #expect(pool.advance(by: .seconds(6)).contains(.kill(id, .kill)))
    pool.turn(.left(id, .killed(by: .kill)))
    #expect(pool.pool.history.ended == [.requestTimeout: 1])
  }

  @Test func requestsThatFollowEachOtherAreNotTakenForOne() throws {
    var pool = try pool(HealthLimits(requestTimeout: .seconds(1)))
    let id = pool.ids(.idle)[0]
    for begin in 0..<200 {
      pool.sightings = [sighting(id, handlingSince: UInt64(begin))]
      #expect(!pool.advance(by: .milliseconds(900)).contains(.kill(id, .abort)))
    }
  }

  /// A machine that was suspended, or a supervisor that was stopped.
  @Test func timeInWhichNobodyLookedCountsForNothing() throws {
    var watched = try pool(HealthLimits(requestTimeout: .seconds(30), workerTimeout: .seconds(60)))
    let id = watched.ids(.idle)[0]
    watched.sightings = [sighting(id, handlingSince: 5)]
    watched.advance(by: .seconds(10))
    // One turn, an hour later.
    #expect(!watched.leap(by: .seconds(3600)).contains(.kill(id, .abort)))
    #expect(!watched.advance(by: .seconds(10)).contains(.kill(id, .abort)))
    #expect(watched.advance(by: .seconds(10)).contains(.kill(id, .abort)))
  }

  @Test func aWorkerThatAnswersNoPingIsAborted() throws {
    var pool = try pool(HealthLimits(workerTimeout: .seconds(60)))
    let id = pool.ids(.idle)[0]
    pool.sightings = [sighting(id)]
    #expect(pool.advance(by: .seconds(10)).contains(.ping(id, number: 1)))
    let actions = pool.advance(by: .seconds(70))
    #expect(actions.contains(.kill(id, .abort)) && !actions.contains(.declareTimeUp(id)))
    pool.turn(.left(id, .killed(by: .abort)))
    #expect(pool.pool.history.ended == [.unresponsive: 1])
  }

  /// A server that has been replaced ends when its last worker has left, and so not before this one has.
  @Test func aWorkerThatHangsOnItsWayOutIsAborted() throws {
    var pool = try pool(HealthLimits(workerTimeout: .seconds(60)))
    let id = pool.ids(.idle)[0]
    pool.turn(.retireAll)
    pool.sightings = [sighting(id)]
    #expect(pool.ids(.retiring).contains(id))
    #expect(pool.advance(by: .seconds(80)).contains(.kill(id, .abort)))
    pool.turn(.left(id, .killed(by: .abort)))
    #expect(pool.pool.history.ended == [.unresponsive: 1])
  }

  @Test func aWorkerThatAnswersLivesAndIsAskedAgain() throws {
    var pool = try pool(HealthLimits(workerTimeout: .seconds(60)))
    let id = pool.ids(.idle)[0]
    var asked: UInt64 = 0
    for _ in 0..<100 {
      pool.sightings = [sighting(id, pong: asked)]
      for action in pool.advance(by: .seconds(10)) {
        if case .ping(id, let number) = action { asked = number }
        #expect(action != .kill(id, .abort))
      }
    }
    #expect(asked > 20)
  }

  /// Without a request timeout a handler may take as long as it likes.
  @Test func aHandlerAtWorkNeedNotAnswer() throws {
    var pool = try pool(HealthLimits(workerTimeout: .seconds(60)))
    let id = pool.ids(.idle)[0]
    pool.sightings = [sighting(id, handlingSince: 1)]
    #expect(!pool.advance(by: .seconds(3600)).contains(.kill(id, .abort)))
  }

  @Test func aWorkerThatDoesNotBecomeReadyIsAborted() throws {
    let limits = try PoolLimits(
      startWorkers: 1, minSpareWorkers: 1, maxSpareWorkers: 1, maxWorkers: 1,
      health: HealthLimits(bootTimeout: .seconds(30), killGrace: .seconds(5)))
    var pool = SimulatedPool(limits)
    pool.regulate()
    let id = pool.ids(.starting)[0]
    pool.sightings = [sighting(id, requests: 0)]
    #expect(!pool.advance(by: .seconds(29)).contains(.kill(id, .abort)))
    #expect(pool.advance(by: .seconds(5)).contains(.kill(id, .abort)))
    #expect(pool.advance(by: .seconds(6)).contains(.kill(id, .kill)))
    pool.turn(.left(id, .killed(by: .kill)))
    #expect(pool.pool.history.ended == [.bootTimeout: 1])
  }

  @Test func oldWorkersAreReplacedAFewAtATime() throws {
    var pool = try pool(HealthLimits(maxLifetime: .seconds(3600)), workers: 20)
    let all = pool.ids(.idle)
    pool.sightings = all.map { sighting($0) }
    #expect(!pool.advance(by: .seconds(3200)).contains { if case .retire = $0 { true } else { false } })
    var retired: [Int] = []
    for _ in 0..<600 {
      retired.append(pool.advance(by: .seconds(1)).count { if case .retire = $0 { true } else { false } })
    }
    #expect(retired.reduce(0, +) == 20)
    // They were forked in one moment and must not leave in one.
    #expect(retired.max() ?? 0 <= 4)
  }

  @Test func aWorkerThatHoldsTooMuchIsReplaced() throws {
    var pool = try pool(HealthLimits(maxMemory: 100 << 20))
    let ids = pool.ids(.idle)
    pool.sightings = [sighting(ids[0], memory: 101 << 20), sighting(ids[1], memory: 80 << 20)]
    let actions = pool.advance(by: .seconds(10))
    #expect(actions.contains(.retire(ids[0])) && !actions.contains(.retire(ids[1])))
    pool.turn(.left(ids[0], .exited(code: 0)))
    #expect(pool.pool.history.ended == [.memory: 1])
  }

  @Test func deathsInYouthSlowForkingDownAndAreToldOnce() throws {
    var pool = try pool(HealthLimits(workerTimeout: .seconds(60)))
    var degraded = 0
    var forks = 0
    let begin = pool.now
    for _ in 0..<100_000 {
      guard begin.duration(to: pool.now) < .seconds(600) else { break }
      let victims = pool.ids(.idle) + pool.ids(.starting)
      pool.backlog = 1
      let actions =
        pool.turn(victims.map { .left($0, .killed(by: .illegalInstruction), requestsAnswered: 0) })
        + pool.advance(by: .milliseconds(100))
      pool.becomeReady()
      degraded += actions.count {
        if case .report(let report) = $0 { report.subject == .degraded } else { false }
      }
      forks += actions.reduce(0) { if case .spawn(let count) = $1 { $0 + count } else { $0 } }
    }
    #expect(degraded == 1)
    #expect(forks < 200, "\(forks) forks in ten minutes")
    // One that lives on ends it.
    pool.advance(by: .seconds(11))
    pool.becomeReady()
    pool.sightings = pool.ids(.idle).map { sighting($0) }
    let reports = pool.advance(by: .seconds(30)).compactMap {
      if case .report(let report) = $0 { report.subject } else { nil }
    }
    #expect(reports.contains(.recovered))
  }

  /// A pool of which nobody was left, because none became ready any more, said that it was ready.
  @Test func workersThatNeverBecomeReadyDegradeThePoolToo() throws {
    var pool = try pool(HealthLimits())
    #expect(pool.pool.record.phase == .running)
    pool.turn(pool.ids(.idle).map { .left($0, .killed(by: .illegalInstruction)) })
    pool.backlog = 1
    var actions = pool.regulate()
    let begin = pool.now
    while begin.duration(to: pool.now) < .seconds(300) {
      actions += pool.turn(pool.ids(.starting).map { .left($0, .exited(code: 3), requestsAnswered: 0) })
      actions += pool.advance(by: .milliseconds(100))
    }
    #expect(actions.reports.count { $0 == .degraded } == 1)
    #expect(pool.pool.record.isDegraded && pool.pool.record.phase == .running)
    // From then on one at a time tries, so that the log does not fill.
    let later = actions.drop {
      if case .report(let report) = $0 { report.subject != .degraded } else { true }
    }
    #expect(later.spawned > 10 && later.spawned == later.count { $0 == .spawn(1) })
    #expect(pool.pool.tally.total == 1 || pool.pool.tally.total == 0)
    #expect(actions.spawned < 60, "\(actions.spawned) forks in five minutes")
    pool.advance(by: .seconds(11))
    pool.becomeReady()
    pool.sightings = pool.ids(.idle).map { sighting($0) }
    #expect(pool.advance(by: .seconds(30)).reports.contains(.recovered))
    #expect(!pool.pool.record.isDegraded)
  }

  /// With enough older workers nobody is forked who could show that all is well again, and the pool stayed degraded.
  @Test func aPoolThatLacksNobodyRecoversWhenNobodyDiesAnyMore() throws {
    let limits = try PoolLimits(
      startWorkers: 2, minSpareWorkers: 1, maxSpareWorkers: 8, maxWorkers: 8, spareTimeout: .seconds(3600))
    var pool = SimulatedPool.settled(limits)
    let elders = pool.ids(.idle)
    while !pool.pool.record.isDegraded {
      // The elders are busy, so that others are forked, who die.
      if pool.pool.tally.busy == 0 { pool.turn(elders.map { .accepted($0) }) }
      pool.becomeReady()
      pool.turn(pool.ids(.idle).map { .left($0, .killed(by: .illegalInstruction), requestsAnswered: 0) })
      pool.advance(by: .seconds(1))
    }
    pool.turn(elders.map { .finished($0) })
    pool.sightings = elders.map { sighting($0) }
    #expect(pool.pool.tally.total == 2)
    #expect(!pool.advance(by: .seconds(20)).reports.contains(.recovered))
    let actions = pool.advance(by: .seconds(15))
    #expect(actions.reports.contains(.recovered) && actions.spawned == 0)
    #expect(!pool.pool.record.isDegraded)
  }

  /// A handler that traps now and then is no crash loop: each worker has answered before.
  @Test func deathsOfWorkersThatHaveAnsweredSlowNothingDown() throws {
    var pool = try pool(HealthLimits())
    for _ in 0..<1000 {
      let victim = pool.ids(.idle)[0]
      let actions = pool.turn(.left(victim, .killed(by: .illegalInstruction), requestsAnswered: 1))
      pool.backlog = 2
      #expect((actions + pool.regulate()).contains(.spawn(1)))
      pool.backlog = 0
      pool.becomeReady()
    }
  }
}
