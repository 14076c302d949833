import ArgumentParser
import PoolSupervisor

/// The flags that shape the pool.
struct PoolOptions: ParsableArguments {
  @Option(help: "Workers forked at the start.")
  var startWorkers = 5

  @Option(help: "Fork more when fewer workers than this are idle.")
  var minSpareWorkers = 5

  @Option(help: "Retire the surplus when more workers than this stay idle.")
  var maxSpareWorkers = 10

  @Option(help: "The most workers that live at a time.")
  var maxWorkers = 256

  @Option(
    help: ArgumentHelp(
      "Replace a worker after this many connections, up to a tenth fewer by chance; 0 for no limit."))
  var maxConnectionsPerWorker = 0

  @Option(help: "The most workers forked in one step.")
  var spawnBurst = 32

  @Option(
    help: "How long a surplus of idle workers must last before it is retired, such as 500ms, 10s or 2m.")
  var spareTimeout = TimeSpan(.seconds(10))

  mutating func validate() throws {
    do throws(PoolLimitsError) { _ = try limits() } catch { throw ValidationError("\(error)") }
  }

  func limits() throws(PoolLimitsError) -> PoolLimits {
    try PoolLimits(
      startWorkers: startWorkers, minSpareWorkers: minSpareWorkers, maxSpareWorkers: maxSpareWorkers,
      maxWorkers: maxWorkers, maxConnectionsPerWorker: maxConnectionsPerWorker, spawnBurst: spawnBurst,
      spareTimeout: spareTimeout.duration)
  }
}
