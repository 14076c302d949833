import LinuxIO
import PoolSupervisor
import Testing

/// Connections of workers that crashed lie in a queue; somebody must go on with them.
@Suite("Heirs")
struct HeirTests {
  /// It may have been woken for them who died; another wake-up costs little.
  @Test func anIdleWorkerIsTold() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    pool.awaitsHeir = true
    let actions = pool.regulate()
    #expect(actions.woken == [pool.pool.members[0].id] && actions.spawned == 0)
  }

  @Test func oneIsForkedWhereNoneIsSpare() throws {
    var pool = SimulatedPool(try PoolLimits(startWorkers: 0, minSpareWorkers: 0, maxSpareWorkers: 1))
    pool.regulate()
    pool.awaitsHeir = true
    #expect(pool.regulate().spawned == 1)
    // It will find them.
    #expect(pool.regulate().spawned == 0)
  }

  /// The others are leaving, and may have hours to do.
  @Test func oneIsForkedAtOnceDuringAStopAndDrained() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    pool.turn(.stop(within: .seconds(30)))
    let members = pool.pool.members.map(\.id)
    pool.awaitsHeir = true
    let actions = pool.turn(.left(members[0], .killed(by: .segmentationFault)))
    #expect(actions.spawned == 1 && actions.drained.count == 1)
    #expect(pool.regulate().spawned == 0)
    // It has taken a share, and there is more.
    #expect(pool.turn(.acknowledgedLeave(actions.drained[0])).spawned == 1)
    pool.awaitsHeir = false
    #expect(pool.turn(pool.pool.members.map { .left($0.id, .exited(code: 0)) }).contains(.finish))
  }

  @Test func theLastOneDoesNotGoBeforeTheQueueIsEmpty() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    pool.turn(.stop(within: .seconds(30)))
    pool.awaitsHeir = true
    let actions = pool.turn(pool.pool.members.map { .left($0.id, .exited(code: 0)) })
    #expect(actions.spawned == 1 && !actions.contains(.finish))
    pool.awaitsHeir = false
    #expect(pool.turn(.left(pool.ids(.retiring)[0], .exited(code: 0))).contains(.finish))
  }

  /// Clients of an old server need not hurry.
  @Test func oneThatIsForkedAfterAnUpgradeLeavesAtItsClientsLeisure() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    pool.turn(.handOver)
    pool.awaitsHeir = true
    let actions = pool.regulate()
    #expect(actions.spawned == 1 && actions.retired.count == 1 && actions.drained.isEmpty)
  }

  @Test func oneIsForkedWhenAllWereToldToLeave() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    pool.turn(.retireAll)
    pool.awaitsHeir = true
    let actions = pool.regulate()
    #expect(actions.spawned == 1 && actions.retired.count == 1)
    pool.awaitsHeir = false
    pool.turn(pool.pool.members.map { .left($0.id, .exited(code: 0)) })
    #expect(pool.pool.tally.total == 0 && pool.regulate().isEmpty)
  }

  @Test func noneIsForkedAfterTheTimeIsOver() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    pool.turn(.stop(within: .seconds(1)))
    pool.advance(by: .seconds(1))
    pool.awaitsHeir = true
    let actions = pool.turn(pool.pool.members.map { .left($0.id, .killed(by: .kill)) })
    #expect(actions.spawned == 0 && actions.contains(.finish))
  }
}
