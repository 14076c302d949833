import PoolSupervisor
import Testing

@Suite("Limits")
struct PoolLimitsTests {
  @Test func defaultsAreFreeOfContradictions() throws {
    let limits = try PoolLimits()
    #expect(limits.startWorkers == 5 && limits.minSpareWorkers == 5 && limits.maxSpareWorkers == 10)
    #expect(limits.maxWorkers == 256 && limits.maxConnectionsPerWorker == nil)
  }

  struct Contradiction: Sendable {
    let start, minSpare, maxSpare, maxWorkers: Int
    let named: [String]
  }

  @Test(arguments: [
    Contradiction(
      start: 9, minSpare: 9, maxSpare: 8, maxWorkers: 99,
      named: ["--min-spare-workers 9", "--max-spare-workers 8"]),
    Contradiction(
      start: 5, minSpare: 5, maxSpare: 10, maxWorkers: 4, named: ["--min-spare-workers 5", "--max-workers 4"]),
    Contradiction(
      start: 5, minSpare: 5, maxSpare: 10, maxWorkers: 8,
      named: ["--max-spare-workers 10", "--max-workers 8"]),
    Contradiction(
      start: 50, minSpare: 5, maxSpare: 10, maxWorkers: 40, named: ["--start-workers 50", "--max-workers 40"]),
    Contradiction(
      start: 1, minSpare: 5, maxSpare: 10, maxWorkers: 40,
      named: ["--min-spare-workers 5", "--start-workers 1"]),
    Contradiction(start: -1, minSpare: 0, maxSpare: 0, maxWorkers: 1, named: ["--start-workers -1"]),
    Contradiction(start: 0, minSpare: 0, maxSpare: 0, maxWorkers: 0, named: ["--max-workers 0"]),
  ])
  func contradictoryValuesAreRefusedAndNamed(_ contradiction: Contradiction) throws {
    let error = #expect(throws: PoolLimitsError.self) {
      try PoolLimits(
        startWorkers: contradiction.start, minSpareWorkers: contradiction.minSpare,
        maxSpareWorkers: contradiction.maxSpare, maxWorkers: contradiction.maxWorkers)
    }
    for option in contradiction.named { #expect(error?.description.contains(option) == true) }
  }

  @Test func moreWorkersThanAMachineCanHaveAreRefused() {
    #expect(throws: PoolLimitsError.tooLarge(.maxWorkers, value: .max, most: PoolLimits.mostWorkers)) {
      try PoolLimits(maxWorkers: .max)
    }
  }

  @Test func connectionLimitIsSpreadOverATenthBelowTheMaximum() throws {
    let limits = try PoolLimits(maxConnectionsPerWorker: 1000)
    var generator = SystemRandomNumberGenerator()
    let drawn = (0..<200).compactMap { _ in limits.connectionLimit(using: &generator) }
    #expect(drawn.count == 200 && drawn.allSatisfy { (900...1000).contains($0) })
    #expect(Set(drawn).count > 1)
  }

  @Test func requestLimitIsSpreadLikewise() throws {
    let limits = try PoolLimits(health: HealthLimits(maxRequests: 1000))
    var generator = SystemRandomNumberGenerator()
    let drawn = (0..<200).compactMap { _ in limits.requestLimit(using: &generator) }
    #expect(drawn.count == 200 && drawn.allSatisfy { (900...1000).contains($0) })
    #expect(Set(drawn).count > 1)
  }

  /// By it age and memory are spread.
  @Test func eachWorkerHasAChanceOfItsOwn() {
    let chances = (1...1000).map { WorkerID($0).chance }
    #expect(chances.allSatisfy { (0..<1).contains($0) })
    #expect((0..<10).allSatisfy { tenth in (50...150).contains(chances.count { Int($0 * 10) == tenth }) })
  }

  @Test func connectionLimitOfOneStaysOne() throws {
    var generator = SystemRandomNumberGenerator()
    #expect(try PoolLimits(maxConnectionsPerWorker: 1).connectionLimit(using: &generator) == 1)
    #expect(try PoolLimits().connectionLimit(using: &generator) == nil)
  }
}
