import IPCProtocol
import LinuxIO
import PoolSupervisor
import Testing

@Suite("Stopping")
struct StopTests {
  @Test func drainsEveryWorkerAndFinishesWhenTheLastHasLeft() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    let members = pool.pool.members.map(\.id)
    let actions = pool.turn(.stop(within: .seconds(30)))
    #expect(actions.drained == members && actions.contains(.stopQueueing))
    for id in members.dropLast() { #expect(!pool.turn(.left(id, .exited(code: 0))).contains(.finish)) }
    #expect(pool.turn(.left(members[4], .exited(code: 0))).contains(.finish))
    #expect(pool.pool.history.ended == [.stop: 5])
  }

  @Test func finishesAtOnceWithoutWorkers() throws {
    var pool = SimulatedPool(try PoolLimits(startWorkers: 0, minSpareWorkers: 0, maxSpareWorkers: 0))
    #expect(pool.turn(.stop(within: .seconds(30))).contains(.finish))
  }

  @Test func forksNoMoreWhileStopping() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    pool.backlog = 100
    pool.turn(.stop(within: .seconds(30)))
    #expect(pool.turn(.left(pool.pool.members[0].id, .killed(by: .kill))).spawned == 0)
    #expect(!pool.pool.wantsListenerEvents)
  }

  @Test func killsWhoIsLeftWhenTheTimeIsOver() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    pool.turn(.stop(within: .seconds(30)))
    let members = pool.pool.members.map(\.id)
    pool.turn(.left(members[0], .exited(code: 0)))
    #expect(pool.advance(by: .milliseconds(29_999)).killed.isEmpty)
    #expect(pool.advance(by: .milliseconds(1)).killed == Array(members.dropFirst()))
    #expect(pool.advance(by: .seconds(60)).isEmpty)
  }

  @Test func killsAtOnceOnTheSecondOrder() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    pool.turn(.stop(within: .seconds(30)))
    #expect(pool.turn(.stop(within: .seconds(30))).killed.count == 5)
    #expect(pool.turn(.stop(within: .seconds(30))).isEmpty)
  }

  /// Workers at their connection limit leave without a look at the queue, all of them if need be.
  @Test func forksOneMoreForTheConnectionsThatTheLastWorkerLeft() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    let members = pool.pool.members.map(\.id)
    pool.turn(.stop(within: .seconds(30)))
    pool.backlog = 3
    let actions = pool.turn(members.map { .left($0, .exited(code: 0)) })
    #expect(actions.spawned == 1 && !actions.contains(.finish))
    #expect(pool.actions.drained.count == 6 && pool.pool.tally.retiring == 1)
    pool.backlog = 0
    #expect(pool.turn(.left(pool.ids(.retiring)[0], .exited(code: 0))).contains(.finish))
  }
}
