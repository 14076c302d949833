extension PoolLimits {
  /// The largest ``maxWorkers`` for which a pool of that capacity has room for two generations.
  ///
  /// - Parameter capacity: The most workers of all generations.
  /// - Returns: At least 1.
  package static func mostWorkers(for capacity: Int) -> Int { max(1, capacity / 2) }

  /// These limits with one more spare worker, or one fewer, and with the others moved as far as they have to be.
  ///
  /// A static pool stays static. Nothing falls below 1 that is not there already, so that a pool on demand stays one.
  ///
  /// - Parameter step: 1 or -1.
  /// - Returns: The limits; the same ones at an end of the range.
  package func adjusted(by step: Int) -> PoolLimits {
    func moved(_ value: Int) -> Int { max(min(value, 1), value + step) }
    let minSpare = moved(minSpareWorkers)
    let maxSpare = max(minSpare, moved(maxSpareWorkers))
    let most = max(maxSpare, maxSpareWorkers == maxWorkers ? moved(maxWorkers) : maxWorkers)
    let start = min(max(startWorkers, minSpare), most)
    let limits = try? PoolLimits(
      startWorkers: start, minSpareWorkers: minSpare, maxSpareWorkers: maxSpare, maxWorkers: most,
      maxConnectionsPerWorker: maxConnectionsPerWorker ?? 0, spawnBurst: spawnBurst,
      spareTimeout: spareTimeout, health: health)
    // Beyond the most workers that can be asked for nothing moves.
    return limits ?? self
  }
}
