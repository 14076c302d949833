import IPCProtocol
package import Logging

extension PoolReport {
  /// Writes this report as one structured line.
  ///
  /// - Parameters:
  ///   - logger: Where to.
  ///   - more: What the reporter knows besides.
  package func log(to logger: Logger, with more: Logger.Metadata = [:]) {
    var metadata: Logger.Metadata = [
      "idle": .stringConvertible(tally.idle), "busy": .stringConvertible(tally.busy),
      "starting": .stringConvertible(tally.starting),
      "retiring": .stringConvertible(tally.retiring), "backlog": .stringConvertible(backlog),
      "min-spare": .stringConvertible(limits.minSpareWorkers),
      "max-spare": .stringConvertible(limits.maxSpareWorkers),
      "max-workers": .stringConvertible(limits.maxWorkers),
    ]
    let (level, message) = describe(into: &metadata)
    metadata.merge(more) { $1 }
    logger.log(level: level, message, metadata: metadata)
  }

  private func describe(into metadata: inout Logger.Metadata) -> (Logger.Level, Logger.Message) {
    switch subject {
    case .spawning(let count, let reason):
      metadata["reason"] = "\(reason.rawValue)"
      return (.info, "forking \(count) \(count == 1 ? "worker" : "workers")")
    case .spawnFailed(let errno, let delay):
      metadata["reason"] = "\(errno)"
      return (.error, "fork failed, trying again in \(delay.inSeconds)")
    case .bootFailed(_, let pid, let delay):
      metadata["pid"] = .stringConvertible(pid)
      return (.error, "worker ended before it was ready, forking no other for \(delay.inSeconds)")
    case .retiring(_, let pid, let reason):
      metadata["pid"] = .stringConvertible(pid)
      metadata["reason"] = "\(reason.rawValue)"
      return (.info, "retiring worker")
    case .waking(_, let pid):
      metadata["pid"] = .stringConvertible(pid)
      return (.info, "a worker died while connections wait, telling an idle one to look")
    case .violated(_, let pid, let byte):
      metadata["pid"] = .stringConvertible(pid)
      metadata["byte"] = "0x\(String(byte, radix: 16))"
      return (.error, "worker sent a byte that is no message, replacing it")
    case .left(_, let pid, let reason, let age):
      metadata["pid"] = .stringConvertible(pid)
      metadata["reason"] = "\(reason.rawValue)"
      metadata["age"] = "\(age.inSeconds)"
      return (.info, "worker left")
    case .dyingYoung(let delay):
      return (
        .error, "workers die before they have answered anything, forking no other for \(delay.inSeconds)"
      )
    case .degraded:
      return (.critical, "degraded: workers keep dying before they have answered anything")
    case .recovered: return (.notice, "recovered: workers live on again")
    case .died(_, let pid, let status, let state, let age, let ending):
      metadata["pid"] = .stringConvertible(pid)
      metadata["status"] = "\(status)"
      metadata["state"] = "\(state.rawValue)"
      metadata["age"] = "\(age.inSeconds)"
      metadata["reason"] = "\(ending.name)"
      return (.error, Self.message(for: ending))
    case .atMaximum(let episode):
      metadata["episode"] = .stringConvertible(episode)
      return (
        .warning,
        "all \(limits.maxWorkers) workers are busy and \(backlog) connections wait: raise --max-workers, or find what keeps the workers busy"
      )
    case .belowMaximum(let episode, let lasted):
      metadata["episode"] = .stringConvertible(episode)
      return (.notice, "no connection waits any more, after \(lasted.inSeconds) at the maximum")
    case .stopping(let grace): return (.notice, "stopping, workers have \(grace.inSeconds) to finish")
    case .stoppingPatiently: return (.notice, "stopping when every worker has finished")
    case .reloading(let generation, let count):
      metadata["generation"] = .stringConvertible(generation)
      return (
        .notice, "reloading, starting a new generation of \(count) \(count == 1 ? "worker" : "workers")"
      )
    case .reloaded(let generation, let retiring):
      metadata["generation"] = .stringConvertible(generation)
      return (.notice, "reloaded, the new generation serves and \(retiring) workers of the old one leave")
    case .reloadFailed(let generation, let failure):
      metadata["generation"] = .stringConvertible(generation)
      metadata["reason"] = "\(failure)"
      return (.error, "reload failed, the old generation goes on")
    case .reloadPostponed(let isAtCapacity):
      return (
        .notice,
        isAtCapacity
          ? "reloading when workers of older generations have left, there is no room for more at present"
          : "reloading again when the present reload is over"
      )
    case .reloadRefused: return (.notice, "not reloading, the server is stopping")
    case .retiringAll: return (.notice, "retiring all workers, HUP brings new ones")
    case .adjusted(let step): return (.notice, step > 0 ? "one worker more" : "one worker fewer")
    case .adjustmentRefused(let step):
      return (.warning, "there cannot be \(step > 0 ? "more" : "fewer") workers, the limits stay")
    case .handingOver:
      return (.notice, "the new server has taken over, this one ends when its workers have finished")
    case .stoppingNow: return (.notice, "stopping now, killing the workers that are left")
    }
  }
}

extension PoolReport {
  private static func message(for ending: WorkerEnding) -> Logger.Message {
    switch ending {
    case .crash: "worker crashed"
    case .requestTimeout: "worker was at one request for too long and was aborted"
    case .unresponsive: "worker gave no sign of life and was aborted"
    case .bootTimeout: "worker did not become ready in time and was aborted"
    case .killedFromOutside: "worker died: somebody else killed it, or the kernel for want of memory"
    default: "worker died"
    }
  }
}

extension Duration {
  /// Seconds with a millisecond's precision, such as `0.397 s`.
  fileprivate var inSeconds: String {
    let (seconds, attoseconds) = components
    let fraction = String(attoseconds / 1_000_000_000_000_000)
    return fraction == "0"
      ? "\(seconds) s" : "\(seconds).\(String(repeating: "0", count: 3 - fraction.count))\(fraction) s"
  }
}
