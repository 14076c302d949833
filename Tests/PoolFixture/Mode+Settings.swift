import PoolSupervisor
import WorkerRuntime

/// What each mode is about, as numbers.
extension PoolFixture.Mode {
  func limits() throws -> PoolLimits {
    // Where a wake-up is lost nobody else is forked, or the newcomer would find the connection by itself.
    let least = self == .lostWakeup ? 0 : 2
    return switch self {
    case .trapAlone, .async:
      try PoolLimits(startWorkers: 1, minSpareWorkers: 0, maxSpareWorkers: 1, maxWorkers: 1)
    default:
      try PoolLimits(
        startWorkers: 2, minSpareWorkers: least, maxSpareWorkers: 2, maxWorkers: 8, health: health)
    }
  }

  private var health: HealthLimits {
    switch self {
    case .hang, .hangMultiplexed, .asyncHang:
      HealthLimits(
        requestTimeout: .seconds(1), workerTimeout: .seconds(1), bootTimeout: .seconds(1),
        killGrace: .milliseconds(300))
    case .memory: HealthLimits(maxMemory: 64 << 20)
    default: HealthLimits()
    }
  }

  var settings: WorkerSettings {
    var settings = WorkerSettings()
    switch self {
    case .trapMultiplexed, .trapFiles, .trapAlone, .hangMultiplexed, .async, .asyncRetried, .asyncHang:
      settings.connectionsPerWorker = 2000
    default: break
    }
    settings.crash.retriesRequests = self == .trapRetried || self == .asyncRetried
    settings.crash.keepsBacktrace = self == .trapBacktrace
    return settings
  }
}
