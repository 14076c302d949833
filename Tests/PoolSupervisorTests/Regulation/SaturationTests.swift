import PoolSupervisor
import Testing

@Suite("At the maximum")
struct SaturationTests {
  private func saturated() throws -> SimulatedPool {
    var pool = SimulatedPool.settled(
      try PoolLimits(startWorkers: 2, minSpareWorkers: 2, maxSpareWorkers: 2, maxWorkers: 2))
    pool.turn(pool.ids(.idle).map { .accepted($0) })
    return pool
  }

  @Test func isSilentWhileEveryWorkerIsBusyButNobodyWaits() throws {
    var pool = try saturated()
    #expect(pool.advance(by: .seconds(60)).reports.isEmpty)
  }

  /// A worker that has finished is idle before it says so, and takes the connection that was seen waiting.
  @Test func aQueueThatIsGoneAtTheSecondLookIsNoPressure() throws {
    var pool = try saturated()
    pool.backlog = 1
    pool.regulate()
    pool.backlog = 0
    #expect(pool.advance(by: .seconds(60)).isEmpty)
  }

  @Test func pressureTellsEveryBusyWorkerOnceAndEndsWhenNobodyWaits() throws {
    var pool = try saturated()
    pool.backlog = 3
    pool.regulate()
    let actions = pool.advance(by: .seconds(5))
    #expect(actions.filter { $0 == .setPressure(true) }.count == 1)
    #expect(actions.filter { if case .relieve = $0 { true } else { false } }.count == 2)
    pool.backlog = 0
    #expect(pool.advance(by: .seconds(2)).contains(.setPressure(false)))
  }

  /// Under saturation no message arrives, so the pool has to look at the queue by itself.
  @Test func noticesAQueueThatBuildsUpWithoutAnyMessage() throws {
    var pool = try saturated()
    pool.backlog = 7
    #expect(pool.pool.wantsListenerEvents)
    pool.regulate()
    // Nobody is to be woken for each of the connections that come now.
    #expect(!pool.pool.wantsListenerEvents)
    #expect(pool.advance(by: .milliseconds(20)).reports == [.atMaximum(episode: 1)])
  }

  @Test func saysSoOncePerEpisodeAndOnceWhenItIsOver() throws {
    var pool = try saturated()
    pool.backlog = 7
    pool.advance(by: .seconds(5))
    for _ in 0..<100 {
      pool.turn(.finished(pool.ids(.busy)[0]))
      pool.turn(.accepted(pool.ids(.idle)[0]))
      pool.advance(by: .milliseconds(50))
    }
    pool.backlog = 0
    pool.turn(pool.ids(.busy).map { .finished($0) })
    pool.advance(by: .seconds(30))
    #expect(pool.actions.reports.filter { if case .atMaximum = $0 { true } else { false } }.count == 1)
    #expect(pool.actions.reports.filter { if case .belowMaximum = $0 { true } else { false } }.count == 1)
    #expect(pool.pool.nextDeadline == nil)

    pool.backlog = 1
    pool.turn(pool.ids(.idle).map { .accepted($0) })
    let next = pool.advance(by: .milliseconds(20))
    #expect(next.reports.contains(.atMaximum(episode: 2)))
  }
}
