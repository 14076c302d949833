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

  @Option(
    help: ArgumentHelp(
      "Replace a worker after this many requests, up to a tenth fewer by chance; 0 for no limit."))
  var maxRequestsPerWorker = 0

  @Option(help: "Replace a worker after this time, up to a tenth less by chance; 0 for no limit.")
  var maxWorkerLifetime = TimeSpan(.zero)

  @Option(
    help: """
      Replace a worker that holds this much memory of its own, such as 200MiB, up to a tenth less by chance; 0 for no \
      limit.
      """)
  var maxWorkerMemory = ByteCount(0)

  @Option(
    help: """
      Abort a worker whose handler has been at one request for this long, not counting waits for the client, who is \
      answered with 503; 0 for no limit.
      """)
  var requestTimeout = TimeSpan(.seconds(30))

  @Option(help: "Abort a worker that gives no sign of life for this long outside a request; 0 for no limit.")
  var workerTimeout = TimeSpan(.seconds(60))

  @Option(help: "Abort a worker that is not ready after this time; 0 for no limit.")
  var bootTimeout = TimeSpan(.seconds(30))

  private var health: HealthLimits {
    HealthLimits(
      requestTimeout: requestTimeout.limit, workerTimeout: workerTimeout.limit,
      bootTimeout: bootTimeout.limit, maxLifetime: maxWorkerLifetime.limit,
      maxMemory: maxWorkerMemory.bytes == 0 ? nil : UInt64(maxWorkerMemory.bytes),
      maxRequests: maxRequestsPerWorker > 0 ? maxRequestsPerWorker : nil)
  }

  mutating func validate() throws {
    do throws(PoolLimitsError) { _ = try limits() } catch { throw ValidationError("\(error)") }
  }

  func limits() throws(PoolLimitsError) -> PoolLimits {
    try PoolLimits(
      startWorkers: startWorkers, minSpareWorkers: minSpareWorkers, maxSpareWorkers: maxSpareWorkers,
      maxWorkers: maxWorkers, maxConnectionsPerWorker: maxConnectionsPerWorker, spawnBurst: spawnBurst,
      spareTimeout: spareTimeout.duration, health: health)
  }
}
