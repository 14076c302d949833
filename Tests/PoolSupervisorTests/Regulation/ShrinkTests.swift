import LinuxIO
import PoolSupervisor
import Testing

@Suite("Shrinking")
struct ShrinkTests {
  /// A pool of the default limits that has grown to `count` workers, all idle again.
  private func grown(to count: Int) throws -> SimulatedPool {
    var pool = SimulatedPool.settled(try PoolLimits())
    pool.backlog = count - 10
    pool.turn(pool.ids(.idle).map { .accepted($0) })
    while pool.pool.tally.total < count { pool.regulate() }
    pool.backlog = 0
    pool.turn(pool.ids(.busy).map { .finished($0) })
    pool.becomeReady()
    return pool
  }

  @Test func retiresTheSurplusOnlyAfterItHasLasted() throws {
    var pool = try grown(to: 30)
    let surplus = pool.pool.tally.idle - 10
    #expect(pool.advance(by: .milliseconds(9_999)).retired.isEmpty)
    #expect(pool.advance(by: .milliseconds(1)).retired.count == surplus)
    #expect(pool.pool.tally.idle == 10)
  }

  /// With EPOLLEXCLUSIVE the first registered worker is woken first, so the youngest is the coldest.
  @Test func retiresTheYoungestIdleFirst() throws {
    var pool = try grown(to: 30)
    let youngest = Array(pool.ids(.idle).sorted().suffix(pool.pool.tally.idle - 10).reversed())
    #expect(pool.advance(by: .seconds(10)).retired == youngest)
  }

  @Test func neverRetiresABusyWorker() throws {
    var pool = try grown(to: 30)
    let busy = Set(pool.ids(.idle).sorted().suffix(8))
    pool.turn(busy.map { .accepted($0) })
    let retired = pool.advance(by: .seconds(60)).retired
    #expect(!retired.isEmpty && busy.isDisjoint(with: retired))
  }

  @Test func countsARetiringWorkerAsRetiringFromTheOrderOn() throws {
    var pool = try grown(to: 30)
    let total = pool.pool.tally.total
    let retired = pool.advance(by: .seconds(10)).retired
    #expect(pool.pool.tally.retiring == retired.count)
    #expect(pool.pool.tally.total == total)
    // Its last C and F were on their way when the order was sent; neither makes it spare again.
    pool.turn(.accepted(retired[0]), .finished(retired[0]), .acknowledgedLeave(retired[0]))
    #expect(pool.pool.tally.retiring == retired.count && pool.pool.tally.idle == 10)
  }

  @Test func keepsWhatWasNeededAtAnyMomentOfTheWindow() throws {
    var pool = try grown(to: 30)
    let all = pool.ids(.idle)
    pool.advance(by: .seconds(5))
    pool.turn(all.prefix(15).map { .accepted($0) })
    let least = pool.pool.tally.idle - 10
    pool.turn(pool.ids(.busy).map { .finished($0) })
    #expect(pool.advance(by: .seconds(5)).retired.count == least)
  }

  @Test(arguments: [1, 3, 7, 9])
  func doesNotFlapUnderASquareWaveOfLoad(halfPeriod: Int) throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    var afterFirstWave = 0
    for wave in 0..<50 {
      // The demand is 60 concurrent requests for half a period, then none.
      pool.load(with: 60)
      pool.advance(by: .seconds(halfPeriod))
      pool.turn(pool.ids(.busy).map { .finished($0) })
      pool.advance(by: .seconds(halfPeriod))
      if wave == 0 { afterFirstWave = pool.actions.spawned }
    }
    #expect(pool.actions.retired.isEmpty)
    #expect(pool.actions.spawned == afterFirstWave)
  }

  /// A wave that is slower than the timeout is followed: down once and up once in each period, never both ways in a half.
  @Test(arguments: [11, 30])
  func followsASlowWaveOncePerPeriod(halfPeriod: Int) throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    for wave in 0..<20 {
      let before = pool.actions.count
      pool.load(with: 60)
      pool.advance(by: .seconds(halfPeriod))
      let rise = pool.actions[before...]
      #expect(rise.retired.isEmpty, "wave \(wave)")
      pool.turn(pool.ids(.busy).map { .finished($0) })
      let fall = pool.advance(by: .seconds(halfPeriod))
      #expect(fall.spawned == 0 && pool.pool.tally.idle == 10, "wave \(wave)")
      pool.turn(fall.retired.map { .left($0, .exited(code: 0)) })
      #expect(pool.pool.tally.total == 10)
    }
  }

  @Test func comesToRestBetweenMinimumAndMaximumSpare() throws {
    var pool = try grown(to: 200)
    for id in pool.advance(by: .seconds(30)).retired { pool.turn(.left(id, .exited(code: 0))) }
    #expect((5...10).contains(pool.pool.tally.total))
    #expect(pool.advance(by: .seconds(3600)).isEmpty)
    #expect(pool.pool.nextDeadline == nil)
  }

  @Test func acceptsNothingFromAWorkerItHasForgotten() throws {
    var pool = SimulatedPool.settled(try PoolLimits())
    let gone = pool.ids(.idle)[0]
    pool.turn(.left(gone, .exited(code: 0)))
    let tally = pool.pool.tally
    pool.turn(
      .ready(gone), .accepted(gone), .finished(gone), .reachedConnectionLimit(gone), .acknowledgedLeave(gone),
      .violated(gone, byte: 0), .disconnected(gone), .left(gone, .exited(code: 0)))
    #expect(pool.pool.tally == tally)
  }
}
