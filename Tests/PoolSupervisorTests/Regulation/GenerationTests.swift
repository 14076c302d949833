import LinuxIO
import PoolSupervisor
import SystemPackage
import Testing

@Suite("Generations")
struct GenerationTests {
  private func settled(
    _ limits: PoolLimits, next: PoolLimits? = nil, capacity: Int? = nil
  ) throws -> SimulatedPool {
    var pool = SimulatedPool(limits, capacity: capacity)
    pool.regulate()
    pool.becomeReady()
    pool.configuration = (try next ?? PoolLimits(), .seconds(30))
    return pool
  }

  private func ids(_ generation: UInt32, _ pool: SimulatedPool) -> [WorkerID] {
    pool.pool.members.filter { $0.generation == generation }.map(\.id)
  }

  @Test func theOldGenerationIsRetiredOnlyWhenAllOfTheNewAreReady() throws {
    let next = try PoolLimits(startWorkers: 7, minSpareWorkers: 3, maxSpareWorkers: 8, maxWorkers: 20)
    var pool = try settled(try PoolLimits(), next: next)
    let old = pool.ids(.idle)
    pool.turn(.reloadOrdered)
    let new = ids(2, pool)
    #expect(new.count == 7 && pool.pool.isInTransition)
    for id in new.dropLast() { #expect(pool.turn(.ready(id)).retired.isEmpty) }
    #expect(try pool.pool.limits == PoolLimits())
    let actions = pool.turn(.ready(new[6]))
    #expect(actions.retired == old && actions.contains(.adoptSuccessors) && pool.pool.limits == next)
    #expect(pool.pool.generation == 2 && !pool.pool.isInTransition && pool.pool.history.reloads == 1)
  }

  @Test func aLatecomerOfAGenerationThatWasGivenUpIsRetired() throws {
    var pool = try settled(try PoolLimits())
    pool.turn(.reloadOrdered)
    pool.turn(.left(ids(2, pool)[0], .exited(code: 1)))
    #expect(!pool.pool.isInTransition)
    let latecomer = WorkerID(1000)
    #expect(pool.turn(.spawnedSuccessor(latecomer, pid: 1000)).retired == [latecomer])
    // It may hang, and never read the order.
    #expect(pool.advance(by: .seconds(2)).contains(.kill(latecomer, .kill)))
  }

  @Test func theNewGenerationIsAsLargeAsTheLoadNeeds() throws {
    var pool = try settled(try PoolLimits())
    pool.turn(pool.ids(.idle).map { .accepted($0) })
    pool.becomeReady()
    pool.backlog = 3
    pool.regulate()
    pool.turn(.reloadOrdered)
    // Five busy, five spare, three that wait.
    #expect(ids(2, pool).count == 13)
  }

  @Test func anOnDemandPoolIsReloadedByOneWorkerSoThatNoneTakesOverUntried() throws {
    let limits = try PoolLimits(startWorkers: 0, minSpareWorkers: 0, maxSpareWorkers: 0)
    var pool = try settled(limits, next: limits)
    pool.turn(.reloadOrdered)
    #expect(ids(2, pool).count == 1 && pool.pool.isInTransition)
    pool.becomeReady()
    #expect(pool.pool.generation == 2)
  }

  @Test func aSuccessorThatEndsBeforeItIsReadyEndsTheReloadAndNothingElse() throws {
    let next = try PoolLimits(startWorkers: 7, maxWorkers: 20)
    var pool = try settled(try PoolLimits(), next: next)
    let old = pool.ids(.idle)
    pool.turn(.reloadOrdered)
    let new = ids(2, pool)
    pool.turn(.ready(new[0]))
    let actions = pool.turn(.left(new[1], .exited(code: 3)))
    #expect(actions.contains(.dropSuccessors) && Set(actions.retired) == Set(new).subtracting([new[1]]))
    #expect(try pool.pool.limits == PoolLimits() && pool.pool.generation == 1)
    #expect(pool.ids(.idle) == old)
    // Those that never become ready never read their order.
    let killed = pool.advance(by: .seconds(2)).killed
    #expect(Set(killed) == Set(new.dropFirst(2)))
    // The old generation is forked without delay.
    #expect(pool.turn(.left(old[0], .killed(by: .kill))).spawned == 1)
    #expect(pool.pool.members.last?.generation == 1)
  }

  @Test func aGenerationThatIsNotReadyInTimeIsGivenUp() throws {
    var pool = try settled(try PoolLimits())
    let old = pool.ids(.idle)
    pool.turn(.reloadOrdered)
    #expect(pool.advance(by: .milliseconds(29_999)).retired.isEmpty)
    let reports = pool.advance(by: .milliseconds(1)).reports
    #expect(reports.contains(.reloadFailed(generation: 2, .timedOut(ready: 0, wanted: 5))))
    #expect(pool.ids(.idle) == old && pool.pool.generation == 1)
    // Its number is not given again.
    pool.turn(.reloadOrdered)
    #expect(pool.pool.nextGeneration == 3)
  }

  @Test func aReloadDuringAnotherFollowsItAndSeveralAreOne() throws {
    for fails in [false, true] {
      var pool = try settled(try PoolLimits())
      pool.turn(.reloadOrdered)
      #expect(!pool.turn(.reloadOrdered, .reloadOrdered, .reloadOrdered).contains(.readConfiguration))
      if fails {
        pool.turn(.left(ids(2, pool)[0], .exited(code: 1)))
        pool.advance(by: .zero)
      } else {
        pool.turn(ids(2, pool).map { .ready($0) })
        pool.advance(by: .zero)
      }
      #expect(pool.pool.nextGeneration == 3)
      pool.turn(ids(3, pool).map { .ready($0) })
      pool.advance(by: .seconds(1))
      #expect(pool.pool.generation == 3 && !pool.pool.isInTransition)
      #expect(pool.actions.filter { $0 == .readConfiguration }.count == 2)
    }
  }

  @Test func aRefusedConfigurationChangesNothing() throws {
    var pool = try settled(try PoolLimits())
    pool.configuration = nil
    #expect(pool.turn(.reloadOrdered) == [.readConfiguration])
    #expect(pool.advance(by: .seconds(3600)).isEmpty && pool.pool.tally.idle == 5)
  }

  /// The maximum counts the present generation: or one that works off long downloads could not be followed by a full one.
  @Test func workersOfOlderGenerationsDoNotCountAgainstTheMaximum() throws {
    let limits = try PoolLimits(startWorkers: 4, minSpareWorkers: 4, maxSpareWorkers: 4, maxWorkers: 4)
    var pool = try settled(limits, next: limits)
    pool.turn(pool.ids(.idle).map { .accepted($0) })
    pool.turn(.reloadOrdered)
    pool.becomeReady()
    #expect(pool.pool.generation == 2 && pool.pool.tally.retiring == 4 && pool.pool.tally.idle == 4)
    #expect(pool.turn(.left(ids(2, pool)[0], .killed(by: .kill))).spawned == 1)
    // Two generations are all there is room for: a third waits until one of the first has left.
    #expect(pool.turn(.reloadOrdered).reports == [.reloadPostponed(isAtCapacity: true)])
    #expect(pool.turn(.left(ids(1, pool)[0], .exited(code: 0))).contains(.readConfiguration))
    pool.advance(by: .zero)
    #expect(ids(3, pool).count == 1)
  }

  @Test func whileStartingSuccessorsAreNotCountedOn() throws {
    var pool = try settled(try PoolLimits())
    pool.turn(.reloadOrdered)
    let old = ids(1, pool)
    #expect(pool.turn(.accepted(old[0])).spawned == 1)
    #expect(pool.pool.members.last?.generation == 1)
  }

  @Test func everyWorkerLeavesAndAReloadBringsThemBack() throws {
    var pool = try settled(try PoolLimits())
    #expect(pool.turn(.retireAll).retired.count == 5)
    pool.turn(pool.ids(.retiring).map { .left($0, .exited(code: 0)) })
    pool.backlog = 4
    #expect(pool.advance(by: .seconds(3600)).isEmpty && !pool.pool.wantsListenerEvents)
    pool.turn(.reloadOrdered)
    pool.becomeReady()
    #expect(pool.pool.tally.idle >= 5)
  }

  @Test func aStopDuringAReloadDrainsBothGenerations() throws {
    var pool = try settled(try PoolLimits())
    pool.turn(.reloadOrdered)
    #expect(pool.turn(.stop(within: .seconds(30))).drained.count == 10)
    #expect(pool.turn(pool.ids(.retiring).map { .left($0, .exited(code: 0)) }).contains(.finish))
  }

  @Test func patienceEndsWithTheFirstTermAndTheSecondKills() throws {
    var pool = try settled(try PoolLimits())
    #expect(pool.turn(.stopPatiently).drained.count == 5)
    #expect(pool.advance(by: .seconds(86_400)).isEmpty && pool.turn(.stopPatiently).isEmpty)
    #expect(pool.turn(.stop(within: .seconds(30))).killed.isEmpty)
    #expect(pool.turn(.stop(within: .seconds(30))).killed.count == 5)
  }

  /// The queue is another's: nobody may be forked for it, and nobody may stop it.
  @Test func handingOverLeavesTheListenersAlone() throws {
    var pool = try settled(try PoolLimits())
    let actions = pool.turn(.handOver)
    #expect(actions.retired.count == 5 && !actions.contains(.stopQueueing) && actions.drained.isEmpty)
    pool.backlog = 100
    let end = pool.turn(pool.ids(.retiring).map { .left($0, .exited(code: 0)) })
    #expect(end.contains(.finish) && end.spawned == 0)
  }

  @Test func oneMoreIsForkedAtOnceAndOneFewerLeavesAtOnce() throws {
    var pool = try settled(try PoolLimits())
    #expect(pool.turn(.adjust(by: 1)).spawned == 1)
    #expect(pool.pool.limits.minSpareWorkers == 6 && pool.pool.limits.maxSpareWorkers == 11)
    pool.becomeReady()
    let youngest = pool.ids(.idle).max()
    #expect(pool.turn(.adjust(by: -1)).retired == [try #require(youngest)])
    #expect(try pool.pool.limits == PoolLimits(startWorkers: 6))
  }

  @Test func limitsMoveTogetherAndNotBelowOne() throws {
    let fixed = try PoolLimits(startWorkers: 2, minSpareWorkers: 2, maxSpareWorkers: 2, maxWorkers: 2)
    let one = try PoolLimits(startWorkers: 1, minSpareWorkers: 1, maxSpareWorkers: 1, maxWorkers: 1)
    #expect(fixed.adjusted(by: -1) == one && one.adjusted(by: -1) == one && one.adjusted(by: 1) == fixed)
    let onDemand = try PoolLimits(startWorkers: 0, minSpareWorkers: 0, maxSpareWorkers: 0, maxWorkers: 8)
    #expect(onDemand.adjusted(by: -1) == onDemand && onDemand.adjusted(by: 1).minSpareWorkers == 1)
    // A worker more must not make the pool forget when a worker counts as hung.
    let watched = try PoolLimits(health: HealthLimits(workerTimeout: .seconds(9), maxRequests: 7))
    #expect(watched.adjusted(by: 1).health == watched.health)
    var pool = try settled(one, capacity: 2)
    #expect(pool.turn(.adjust(by: 1)).reports == [.adjustmentRefused(by: 1)])
    #expect(pool.turn(.adjust(by: -1)).reports == [.adjustmentRefused(by: -1)])
  }

  @Test func theStartIsToldOnceWhenAsManyAreReadyAsWereWanted() throws {
    var pool = SimulatedPool(try PoolLimits())
    pool.regulate()
    let starting = pool.ids(.starting)
    for id in starting.dropLast() { #expect(!pool.turn(.ready(id)).contains(.started)) }
    #expect(pool.turn(.ready(starting[4])).contains(.started))
    pool.turn(.accepted(starting[0]))
    pool.becomeReady()
    #expect(pool.actions.filter { $0 == .started }.count == 1)
  }
}
