import IPCProtocol
import LinuxIO
import Testing

@testable import PoolSupervisor

@Suite("What the pool tells of itself")
struct PoolRecordTests {
  @Test func itIsStartingUntilTheFirstWorkerIsReady() throws {
    var pool = SimulatedPool(try PoolLimits(startWorkers: 2, minSpareWorkers: 2))
    #expect(pool.pool.record.phase == .starting)
    pool.regulate()
    #expect(pool.pool.record.phase == .starting && pool.pool.record.starting == 2)
    pool.becomeReady()
    #expect(pool.pool.record.phase == .running && pool.pool.record.idle == 2)
  }

  /// Whoever waits for it to be ready before the first client is sent would wait for ever.
  @Test func onDemandItRunsWithoutAnyWorker() throws {
    let pool = SimulatedPool(try PoolLimits(startWorkers: 0, minSpareWorkers: 0, maxSpareWorkers: 0))
    #expect(pool.pool.record.phase == .running)
  }

  /// A load balancer that was told to go on would send clients who wait until somebody orders a reload.
  @Test func withoutWorkersByOrderItIsDormantUntilAReloadHasSucceeded() throws {
    let limits = try PoolLimits(startWorkers: 2, minSpareWorkers: 2)
    var pool = SimulatedPool.settled(limits)
    pool.configuration = (limits, .seconds(30))
    pool.turn(.retireAll)
    #expect(pool.pool.record.phase == .dormant)
    pool.turn(pool.ids(.retiring).map { .left($0, .exited(code: 0)) })
    pool.turn(.reloadOrdered)
    #expect(pool.pool.record.phase == .dormant && pool.pool.record.starting == 2)
    pool.becomeReady()
    #expect(pool.pool.record.phase == .running && pool.pool.record.idle == 2)
  }

  @Test func theTimeAtTheMaximumAddsUpAndNeverShrinks() {
    let start = SuspendingClock.now
    var episode = SaturationEpisode()
    #expect(episode.total == .zero)
    var before = Duration.zero
    for second in 0..<100 {
      // Three seconds of every twenty, which is calm enough to be an episode each.
      _ = episode.observe(isSaturated: second % 20 < 3, at: start.advanced(by: .seconds(second)))
      #expect(episode.total >= before)
      before = episode.total
    }
    #expect(episode.count == 5 && episode.total == .seconds(10))
  }
}
