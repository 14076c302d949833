import LinuxIO
import PoolSupervisor
import SystemPackage
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

  /// It was told to leave before its word that it was ready came, and was taken for one that could not boot: the back-off
  /// kept the heir away, and the server ended with the connection in the queue.
  @Test func aWorkerThatCrashesWhileItLeavesIsNoFailureToBoot() throws {
    var pool = SimulatedPool(try PoolLimits(startWorkers: 1, minSpareWorkers: 1))
    pool.regulate()
    let id = pool.ids(.starting)[0]
    pool.turn(.stop(within: .seconds(30)))
    pool.turn(.ready(id))
    pool.awaitsHeir = true
    let actions = pool.turn(.left(id, .killed(by: .segmentationFault), requestsAnswered: 1))
    #expect(actions.spawned == 1 && !actions.contains(.finish))
  }

  /// What waits outlasts a failing fork, and does not outlast the stop's own limit.
  @Test func theEndWaitsForABackoff() throws {
    var pool = SimulatedPool.settled(try PoolLimits(startWorkers: 1, minSpareWorkers: 1))
    pool.turn(.stop(within: .seconds(30)))
    pool.forkFailure = .spawnFailed(.resourceTemporarilyUnavailable)
    pool.awaitsHeir = true
    let actions = pool.turn(pool.pool.members.map { .left($0.id, .killed(by: .segmentationFault)) })
    #expect(actions.spawned == 1 && !actions.contains(.finish))
    #expect(!pool.regulate().contains(.finish))
    #expect(pool.advance(by: .seconds(5)).spawned > 1)
    pool.forkFailure = nil
    pool.advance(by: .seconds(10))
    #expect(pool.pool.tally.total == 1)
    pool.awaitsHeir = false
    #expect(pool.turn(.left(pool.pool.members[0].id, .exited(code: 0))).contains(.finish))
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
