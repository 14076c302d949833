import LinuxIO
import PoolSupervisor
import Testing

@Suite struct ServiceReporterTests {
  private let limits: PoolLimits
  private var reporter = ServiceReporter(watchdogTimeout: nil)

  init() throws {
    limits = try PoolLimits(startWorkers: 2, minSpareWorkers: 2, maxSpareWorkers: 4, maxWorkers: 4)
  }

  private mutating func follow(_ simulated: SimulatedPool) -> [ServiceMessage] {
    reporter.follow(simulated.pool, at: simulated.now)
  }

  @Test mutating func isReadyOnceWithTheLastWorkerOfTheStart() {
    var pool = SimulatedPool(limits)
    pool.regulate()
    #expect(!follow(pool).contains(.ready))
    let ids = pool.ids(.starting)
    pool.turn(.ready(ids[0]))
    #expect(!follow(pool).contains(.ready))
    // A second word of the same worker is not the other one's.
    pool.turn(.finished(ids[0]), .ready(ids[0]))
    #expect(!follow(pool).contains(.ready))
    pool.turn(.ready(ids[1]))
    #expect(follow(pool) == [.ready, .status("2 workers: 2 idle, 0 busy, 0 starting, 0 retiring")])
    pool.turn(.accepted(ids[1]))
    #expect(!follow(pool).contains(.ready))
  }

  @Test mutating func workersThatDieBeforeTheyAreReadyMakeNobodyReady() {
    var pool = SimulatedPool(limits)
    pool.regulate()
    for _ in 0..<4 {
      for id in pool.ids(.starting) { pool.turn(.left(id, .exited(code: 3))) }
      #expect(!follow(pool).contains(.ready))
      pool.advance(by: .seconds(10))
    }
  }

  @Test mutating func aPoolThatForksOnDemandIsReadyAtOnce() throws {
    let pool = SimulatedPool(
      try PoolLimits(startWorkers: 0, minSpareWorkers: 0, maxSpareWorkers: 0, maxWorkers: 4))
    #expect(follow(pool).contains(.ready))
  }

  @Test mutating func theStatusIsToldOnceASecondAtMostAndThenTheLatest() {
    var pool = SimulatedPool.settled(limits)
    _ = follow(pool)
    #expect(reporter.nextDeadline == nil)
    let start = pool.now
    pool.advance(by: .milliseconds(100))
    let ids = pool.ids(.idle)
    pool.turn(.accepted(ids[0]))
    #expect(follow(pool).isEmpty)
    #expect(reporter.nextDeadline == start.advanced(by: .seconds(1)))
    pool.turn(.accepted(ids[1]))
    #expect(follow(pool).isEmpty)
    pool.becomeReady()
    pool.advance(by: .milliseconds(900))
    #expect(follow(pool) == [.status("4 workers: 2 idle, 2 busy, 0 starting, 0 retiring")])
    #expect(reporter.nextDeadline == nil)
  }

  /// What came and went within the second is nothing to wake up for.
  @Test mutating func aChangeThatIsUndoneIsNotTold() throws {
    var pool = SimulatedPool.settled(
      try PoolLimits(startWorkers: 2, minSpareWorkers: 0, maxSpareWorkers: 2, maxWorkers: 4))
    _ = follow(pool)
    let id = pool.ids(.idle)[0]
    pool.turn(.accepted(id))
    #expect(follow(pool).isEmpty && reporter.nextDeadline != nil)
    pool.turn(.finished(id))
    #expect(follow(pool).isEmpty && reporter.nextDeadline == nil)
    pool.advance(by: .seconds(2))
    #expect(follow(pool).isEmpty)
  }

  @Test mutating func anIdlePoolIsNeverWokenForItsStatus() {
    var pool = SimulatedPool.settled(limits)
    _ = follow(pool)
    for _ in 0..<100 {
      pool.advance(by: .seconds(10))
      #expect(follow(pool).isEmpty)
      #expect(reporter.nextDeadline == nil)
    }
  }

  @Test mutating func theWatchdogIsFedAtHalfItsTime() throws {
    reporter = ServiceReporter(watchdogTimeout: .seconds(6))
    var pool = SimulatedPool.settled(limits)
    #expect(follow(pool).contains(.watchdog))
    #expect(reporter.nextDeadline == pool.now.advanced(by: .seconds(3)))
    pool.advance(by: .seconds(2))
    #expect(follow(pool).isEmpty)
    pool.advance(by: .seconds(1))
    #expect(follow(pool) == [.watchdog])
    #expect(reporter.nextDeadline == pool.now.advanced(by: .seconds(3)))
  }

  @Test mutating func aStopIsToldOnceAndAtOnce() {
    var pool = SimulatedPool.settled(limits)
    _ = follow(pool)
    pool.turn(.stop(within: .seconds(30)))
    #expect(
      follow(pool) == [
        .stopping, .status("stopping: 2 workers: 0 idle, 0 busy, 0 starting, 2 retiring"),
      ])
    #expect(!follow(pool).contains(.stopping))
    #expect(reporter.beginReload(at: .exact).isEmpty && reporter.endReload().isEmpty)
  }

  /// The manager would take the end of the old process for that of the service.
  @Test mutating func whoHasHandedOverSaysNoMore() {
    reporter = ServiceReporter(watchdogTimeout: .seconds(6))
    var pool = SimulatedPool.settled(limits)
    _ = follow(pool)
    #expect(reporter.handOver(to: 4711) == [.mainProcess(4711)])
    pool.turn(.stop(within: .seconds(30)))
    pool.advance(by: .seconds(10))
    #expect(follow(pool).isEmpty)
    #expect(reporter.beginReload(at: .exact).isEmpty && reporter.endReload().isEmpty)
    #expect(reporter.nextDeadline == nil)
  }

  @Test mutating func aReloadIsToldWithItsTimeAndEndsWithReadiness() {
    var pool = SimulatedPool.settled(limits)
    _ = follow(pool)
    let moment = MonotonicTime(nanoseconds: 5_000_000)
    #expect(reporter.beginReload(at: moment) == [.reloading(since: moment)])
    pool.turn(.accepted(pool.ids(.idle)[0]))
    #expect(!follow(pool).contains(.ready))
    #expect(reporter.endReload() == [.ready])
    #expect(reporter.endReload().isEmpty)
  }
}
