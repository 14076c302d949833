import BuiltinHandlers
import HTTPCore
import LinuxIO
import Logging
import PoolSupervisor
import WorkerRuntime

/// From a command, however it came about, to what the supervisor works by.
extension ServerCommand {
  /// Reads what the command names and opens what it wants to listen on, and changes nothing else, so that a failure
  /// leaves everything as it was.
  ///
  /// - Parameters:
  ///   - open: Listeners that are open already and serve for their addresses.
  ///   - isActivated: Whether these were handed to this process, so that all of them are meant without `--listen`.
  ///   - handover: Where every generation's workers hand connections over.
  /// - Returns: The plan.
  /// - Throws: What is wrong, in the user's words.
  func plan(
    reusing open: [Listener], isActivated: Bool = false, handover: SharedHandover
  ) throws(LaunchError) -> SupervisorPlan {
    let limits = try poolLimits()
    let settings = try httpSettings()
    let handler = try makeHandler()
    // Only a worker with many connections, or with a request for another, has something to hand over.
    let queue = try handover.queue(isNeeded: http.connectionsPerWorker > 1 || crash.retryCrashedRequest)
    let listeners = try listeners.open(reusing: open, orAll: isActivated)
    var logger = Logger(label: "prefork")
    logger.logLevel = logLevel
    return SupervisorPlan(
      limits: limits, listeners: listeners, backlog: self.listeners.backlog, logger: logger,
      gracefulTimeout: gracefulTimeout.duration, takeoverTimeout: takeoverTimeout.duration,
      keepsCrashHandlers: crash.crashBacktrace, life: makeLife(listeners, queue, settings, handler, logger))
  }

  private func poolLimits() throws(LaunchError) -> PoolLimits {
    do throws(PoolLimitsError) { return try pool.limits() } catch { throw .limits(error) }
  }

  private func httpSettings() throws(LaunchError) -> HTTPSettings {
    var settings = http.settings()
    do throws(AddressRangeError) { settings.proxies = try listeners.proxies() } catch {
      throw .proxies(error)
    }
    return settings
  }

  /// What makes the handler in each worker, after the fork; what can go wrong goes wrong before it.
  private func makeHandler() throws(LaunchError) -> () -> any RequestHandler {
    if let root = files.root {
      let settings = try files.settings()
      do throws(SystemCallError) {
        let handler = FileHandler(
          root: try Directory(path: root, symlinks: files.symlinks), settings: settings)
        return { handler }
      } catch {
        throw .noSuchRoot(root, error)
      }
    }
    let limits =
      "\(pool.startWorkers) to \(pool.maxWorkers) workers, \(pool.minSpareWorkers) to \(pool.maxSpareWorkers) of them spare"
    let delay = dummyDelay.duration
    return { WelcomeHandler(worker: Fork.pid, limits: limits, delay: delay) }
  }

  private func makeLife(
    _ listeners: [Listener], _ handover: HandoverQueue?, _ httpSettings: HTTPSettings,
    _ handler: @escaping () -> any RequestHandler, _ logger: Logger
  ) -> Supervisor.Life {
    let settings = WorkerSettings(
      usesExclusiveWakeups: epollExclusive, acceptOrder: acceptOrder,
      connectionsPerWorker: http.connectionsPerWorker, crash: crash.settings)
    return { seat in
      do throws(SystemCallError) {
        let (slot, connectionLimit) = (seat.slot, seat.connectionLimit)
        let worker = Worker(
          listeners: listeners, channel: seat.takeChannel(), slot: slot, connectionLimit: connectionLimit,
          handover: handover, settings: settings, http: httpSettings, handler: handler(), logger: logger)
        try worker.run()
        return 0
      } catch {
        logger.error("worker failed", metadata: ["call": "\(error.call)", "reason": "\(error.errno)"])
        return 1
      }
    }
  }
}
