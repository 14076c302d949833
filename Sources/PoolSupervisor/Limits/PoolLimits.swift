/// The user's limits, known to be free of contradictions.
///
/// Equal values of start, minimum spare, maximum spare and maximum make a static pool. Zero for start and minimum
/// spare makes an on-demand one: the first connection forks the first worker.
package struct PoolLimits: Equatable, Sendable {
  /// The most workers that can be asked for, as in Apache.
  package static let mostWorkers = 200_000

  /// Workers forked at the start.
  package let startWorkers: Int
  /// Fewer idle workers than this: more are forked.
  package let minSpareWorkers: Int
  /// More idle workers than this for ``spareTimeout``: the surplus is retired.
  package let maxSpareWorkers: Int
  /// Workers that live at a time, the retiring ones included.
  package let maxWorkers: Int
  /// Connections after which a worker is replaced; nil for no limit.
  package let maxConnectionsPerWorker: Int?
  /// The most forks in one turn of the supervisor's loop.
  package let spawnBurst: Int
  /// How long a surplus must last before it is retired.
  package let spareTimeout: Duration
  package let health: HealthLimits

  /// - Throws: The first contradiction found; nothing is repaired silently.
  package init(
    startWorkers: Int = 5, minSpareWorkers: Int = 5, maxSpareWorkers: Int = 10, maxWorkers: Int = 256,
    maxConnectionsPerWorker: Int = 0, spawnBurst: Int = 32, spareTimeout: Duration = .seconds(10),
    health: HealthLimits = HealthLimits()
  ) throws(PoolLimitsError) {
    self.init(
      unchecked: startWorkers, minSpareWorkers, maxSpareWorkers, maxWorkers, maxConnectionsPerWorker,
      spawnBurst, spareTimeout, health)
    try check(maxConnectionsPerWorker: maxConnectionsPerWorker)
  }

  /// Apart from the checks, and never inlined among them: the optimiser of Swift 6.3.1 (x86-64) let the one function
  /// that did both load an argument from the stack into the register of the error, so that every set of limits was
  /// refused by a release build.
  @inline(never)
  private init(
    unchecked startWorkers: Int, _ minSpareWorkers: Int, _ maxSpareWorkers: Int, _ maxWorkers: Int,
    _ maxConnectionsPerWorker: Int, _ spawnBurst: Int, _ spareTimeout: Duration, _ health: HealthLimits
  ) {
    self.startWorkers = startWorkers
    self.minSpareWorkers = minSpareWorkers
    self.maxSpareWorkers = maxSpareWorkers
    self.maxWorkers = maxWorkers
    self.maxConnectionsPerWorker = maxConnectionsPerWorker == 0 ? nil : maxConnectionsPerWorker
    self.spawnBurst = spawnBurst
    self.spareTimeout = spareTimeout
    self.health = health
  }

  @inline(never)
  private func check(maxConnectionsPerWorker: Int) throws(PoolLimitsError) {
    try Self.require(.startWorkers, startWorkers, atLeast: 0)
    try Self.require(.minSpareWorkers, minSpareWorkers, atLeast: 0)
    try Self.require(.maxSpareWorkers, maxSpareWorkers, atLeast: 0)
    try Self.require(.maxWorkers, maxWorkers, atLeast: 1)
    guard maxWorkers <= Self.mostWorkers else {
      throw .tooLarge(.maxWorkers, value: maxWorkers, most: Self.mostWorkers)
    }
    try Self.require(.maxConnectionsPerWorker, maxConnectionsPerWorker, atLeast: 0)
    try Self.require(.spawnBurst, spawnBurst, atLeast: 1)
    try Self.require(.minSpareWorkers, minSpareWorkers, notAbove: .maxSpareWorkers, maxSpareWorkers)
    try Self.require(.minSpareWorkers, minSpareWorkers, notAbove: .maxWorkers, maxWorkers)
    try Self.require(.maxSpareWorkers, maxSpareWorkers, notAbove: .maxWorkers, maxWorkers)
    try Self.require(.startWorkers, startWorkers, notAbove: .maxWorkers, maxWorkers)
    try Self.require(.minSpareWorkers, minSpareWorkers, notAbove: .startWorkers, startWorkers)
  }

  /// How many connections one worker may serve: up to a tenth fewer than the limit, by chance, so that workers that
  /// were forked together are not all replaced at the same moment.
  package func connectionLimit(using generator: inout some RandomNumberGenerator) -> Int? {
    guard let limit = maxConnectionsPerWorker else { return nil }
    return limit - Int.random(in: 0...(limit / 10), using: &generator)
  }

  /// How many requests one worker may answer, likewise.
  package func requestLimit(using generator: inout some RandomNumberGenerator) -> Int? {
    guard let limit = health.maxRequests else { return nil }
    return limit - Int.random(in: 0...(limit / 10), using: &generator)
  }

  private static func require(_ option: PoolOption, _ value: Int, atLeast least: Int) throws(PoolLimitsError)
  {
    if value < least { throw .tooSmall(option, value: value, least: least) }
  }

  private static func require(
    _ lower: PoolOption, _ lowerValue: Int, notAbove upper: PoolOption, _ upperValue: Int
  ) throws(PoolLimitsError) {
    if lowerValue > upperValue {
      throw .contradiction(lower: lower, lowerValue: lowerValue, upper: upper, upperValue: upperValue)
    }
  }
}
