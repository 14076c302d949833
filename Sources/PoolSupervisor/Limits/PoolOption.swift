/// The options that shape a pool, by the names under which users set them.
package enum PoolOption: String, Sendable {
  case startWorkers = "start-workers"
  case minSpareWorkers = "min-spare-workers"
  case maxSpareWorkers = "max-spare-workers"
  case maxWorkers = "max-workers"
  case maxConnectionsPerWorker = "max-connections-per-worker"
  case spawnBurst = "spawn-burst"
}
