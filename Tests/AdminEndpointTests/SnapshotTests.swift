import IPCProtocol
import Testing

@testable import AdminEndpoint

@Suite struct SnapshotTests {
  @Test func totalsAreTheLivingsAndTheDeparteds() throws {
    let board = try Scoreboard(slotCount: 4)
    var record = PoolRecord()
    record.servedByTheDeparted.connections = 100
    board.write(record)
    for index in 0..<3 {
      let slot = try #require(board.slot(index))
      if index < 2 { slot.note(pid: Int32(index + 1), worker: UInt32(9 - index), generation: 1, forkedAt: 5) }
      for _ in 0...index { slot.countConnection() }
    }
    let snapshot = try #require(PoolSnapshot(reading: board, version: "1", startTime: 7))
    // The third slot belongs to nobody.
    #expect(snapshot.traffic.connections == 103)
    #expect(snapshot.workers.map(\.number) == [8, 9] && snapshot.workers.map(\.connections) == [2, 1])
    #expect(snapshot.startTime == 7 && snapshot.version == "1")
  }

  @Test(arguments: [
    (PoolRecord.Phase.starting, false, 0, Readiness.starting), (.stopping, false, 5, .stopping),
    (.running, false, 0, .ready), (.reloading, false, 1, .ready), (.running, true, 0, .degraded),
    (.running, true, 1, .ready), (.dormant, false, 1, .dormant),
  ])
  func readinessIsWhetherClientsAreServed(
    phase: PoolRecord.Phase, degraded: Bool, idle: Int, ready: Readiness
  ) {
    var pool = PoolRecord()
    (pool.phase, pool.isDegraded, pool.idle) = (phase, degraded, idle)
    #expect(Readiness(pool) == ready)
    (pool.idle, pool.busy) = (0, idle)
    #expect(Readiness(pool) == ready)
    #expect(Readiness(pool).text(pool).contains("degraded") == (degraded && phase == .running))
  }

  @Test func ratesAreDifferencesOverTime() throws {
    let before = sampleSnapshot()
    var after = before
    after.takenAt += 2_000_000_000
    after.traffic.requests += 100
    after.traffic.statusClasses[4] += 10
    after.traffic.bytesSent += 4096
    after.traffic.durations[3] += 100
    let rate = try #require(TrafficRate(from: before, to: after))
    #expect(rate.requestsPerSecond == 50 && rate.errorsPerSecond == 5 && rate.bytesPerSecond == 2048)
    // Halfway between 64 and 128 microseconds.
    #expect(rate.median == 96e-6)
    #expect(TrafficRate(from: after, to: before) == nil && TrafficRate(from: before, to: before) == nil)
    after.pool.startedAt += 1
    #expect(TrafficRate(from: before, to: after) == nil)
  }

  @Test(
    arguments: [
      ([], 0.5, nil), ([0, 0], 0.5, nil), ([4], 0.5, 8e-6), ([0, 10], 0.99, (16 + 16 * 0.99) * 1e-6),
      ([99, 1], 0.99, 16e-6), ([UInt64](repeating: 0, count: 23) + [1], 0.5, 67.108864),
    ] as [([UInt64], Double, Double?)])
  func quantilesInterpolateWithinABucket(counts: [UInt64], share: Double, expected: Double?) {
    let found = TrafficRate.quantile(share, of: counts)
    #expect((found == nil) == (expected == nil))
    #expect(abs((found ?? 0) - (expected ?? 0)) < 1e-9)
  }
}
