import IPCProtocol
import LinuxIO
import PoolSupervisor
import Testing

@Suite("Deaths and misbehaviour")
struct DeathTests {
  @Test func aCrashedWorkerIsReplacedInTheSameTurnAndNamed() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    let victim = pool.pool.members[2]
    pool.turn(.accepted(victim.id))
    pool.becomeReady()
    pool.advance(by: .seconds(3))
    let actions = pool.turn(.left(victim.id, .killed(by: .segmentationFault)))
    #expect(
      actions.reports.contains(
        .died(
          victim.id, pid: victim.pid, .killed(by: .segmentationFault), state: .busy, age: .seconds(3),
          ending: .crash)))
    #expect(pool.pool.tally.spare == 5)
  }

  @Test func aCrashedIdleWorkerIsReplaced() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    #expect(pool.turn(.left(pool.ids(.idle)[0], .killed(by: .kill))).spawned == 1)
  }

  @Test func aWorkerThatReachedItsLimitIsReplacedWhileItStillServes() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    let worker = pool.ids(.idle)[0]
    #expect(pool.turn(.reachedConnectionLimit(worker)).spawned == 1)
    #expect(pool.pool.tally.retiring == 1)
    let leaving = pool.turn(.left(worker, .exited(code: 0)))
    #expect(leaving.spawned == 0)
    #expect(pool.pool.history.ended == [.connectionLimit: 1])
  }

  @Test func aFullStaticPoolReplacesARecycledWorkerWhenItHasLeft() throws {
    var pool = SimulatedPool.settled(
      try PoolLimits(startWorkers: 2, minSpareWorkers: 2, maxSpareWorkers: 2, maxWorkers: 2))
    let worker = pool.ids(.idle)[0]
    #expect(pool.turn(.reachedConnectionLimit(worker)).spawned == 0)
    #expect(pool.turn(.left(worker, .exited(code: 0))).spawned == 1)
  }

  @Test func garbageFromAWorkerCostsThatWorkerAlone() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    let liar = pool.pool.members[1]
    let actions = pool.turn(.violated(liar.id, byte: 0x7f))
    #expect(actions.killed == [liar.id] && actions.spawned == 1)
    #expect(actions.reports.contains(.violated(liar.id, pid: liar.pid, byte: 0x7f)))
    #expect(actions.retired.isEmpty && actions.drained.isEmpty)
  }

  @Test func aWorkerThatClosesItsChannelButLivesOnIsKilledAfterAWhile() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    let lost = pool.ids(.idle)[0]
    let actions = pool.turn(.disconnected(lost))
    #expect(actions.killed.isEmpty && actions.spawned == 1)
    #expect(pool.advance(by: .seconds(1)).killed == [lost])
    #expect(pool.pool.nextDeadline == nil)
  }

  @Test func closingTheChannelIsPartOfAnOrderlyLeave() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    let worker = pool.ids(.idle)[0]
    pool.turn(.reachedConnectionLimit(worker), .disconnected(worker))
    #expect(pool.advance(by: .seconds(60)).killed.isEmpty)
  }

  @Test func aWorkerThatEndsBeforeItIsReadyIsNotReplacedInACircle() throws {
    var pool = SimulatedPool(try PoolLimits(startWorkers: 1, minSpareWorkers: 1, maxSpareWorkers: 1))
    pool.regulate()
    var forks = 1
    for _ in 0..<1000 {
      if let id = pool.ids(.starting).first { forks += pool.turn(.left(id, .exited(code: 1))).spawned }
      forks += pool.advance(by: .milliseconds(10)).spawned
    }
    // Ten seconds: 0.1 + 0.2 + 0.4 + ... s apart.
    #expect((5...9).contains(forks))
  }

  /// Counted one by one, twenty workers that die together would keep the pool from forking for ten seconds.
  @Test func workersThatFailTogetherAreOneFailure() throws {
    var pool = SimulatedPool(try PoolLimits(startWorkers: 20, minSpareWorkers: 20, maxSpareWorkers: 20))
    pool.regulate()
    pool.turn(pool.ids(.starting).map { .left($0, .killed(by: .kill)) })
    #expect(pool.advance(by: .milliseconds(100)).spawned == 20)
  }

  @Test func aReadyWorkerEndsTheBackoff() throws {
    var pool = SimulatedPool(try PoolLimits(startWorkers: 1, minSpareWorkers: 1, maxSpareWorkers: 1))
    pool.regulate()
    pool.turn(.left(pool.ids(.starting)[0], .exited(code: 1)))
    pool.advance(by: .milliseconds(100))
    pool.becomeReady()
    #expect(pool.turn(.left(pool.ids(.idle)[0], .killed(by: .abort))).spawned == 1)
  }

  /// With EPOLLEXCLUSIVE a worker that dies between its wake-up and its accept takes the wake-up with it.
  @Test func aDeathWhileConnectionsWaitMakesTheOldestIdleWorkerLook() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    let members = pool.ids(.idle)
    pool.backlog = 1
    #expect(pool.turn(.left(members[2], .killed(by: .kill))).woken == [members[0]])
    pool.backlog = 3
    #expect(pool.regulate().woken.isEmpty)
  }

  @Test func aDeathWithAnEmptyQueueWakesNobody() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    #expect(pool.turn(.left(pool.ids(.idle)[0], .killed(by: .kill))).woken.isEmpty)
  }
}
