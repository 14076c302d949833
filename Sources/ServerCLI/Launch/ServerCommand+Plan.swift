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
  ///   - shared: What every generation's workers have in common.
  /// - Returns: The plan.
  /// - Throws: What is wrong, in the user's words.
  func plan(
    reusing open: [Listener], isActivated: Bool = false, _ shared: SharedResources
  ) throws(LaunchError) -> SupervisorPlan {
    let limits = try poolLimits()
    let settings = try httpSettings()
    let root = try files.directory()
    let handler = try makeHandler(root)
    let listeners = try listeners.open(reusing: open, orAll: isActivated)
    var logger = Logger(label: "prefork")
    logger.logLevel = logs.logLevel
    let confinement = try confinement(root, logger)
    return SupervisorPlan(
      limits: limits, listeners: listeners, backlog: self.listeners.backlog, logger: logger,
      gracefulTimeout: gracefulTimeout.duration, takeoverTimeout: takeoverTimeout.duration,
      keepsCrashHandlers: crash.crashBacktrace, confinement: confinement,
      connectionsPerWorker: http.connectionsPerWorker,
      descriptorsOfWorkers: shared.handover.descriptorNumbers + shared.logFiles.numbersForWorkers,
      life: makeLife(listeners, shared.handover, settings, shared.logFiles, handler, logger))
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

  /// What the workers give up.
  private func confinement(_ root: Directory?, _ logger: Logger) throws(LaunchError) -> Confinement {
    do throws(ProcessError) {
      let confinement = try processes.confinement(reading: root)
      if (confinement.identity?.user ?? Identity.currentUser) == 0 {
        logger.warning("workers run as root: name another user with --user, or start the server as one")
      }
      if let sandbox = confinement.sandbox {
        logger.notice("workers are confined", metadata: ["landlock": "\(sandbox.version)"])
      }
      return confinement
    } catch {
      throw .process(error)
    }
  }

  /// What makes the handler in each worker, after the fork; what can go wrong goes wrong before it.
  private func makeHandler(_ root: Directory?) throws(LaunchError) -> () -> any RequestHandler {
    if let root {
      let handler = FileHandler(root: root, settings: try files.settings())
      return { handler }
    }
    let limits =
      "\(pool.startWorkers) to \(pool.maxWorkers) workers, \(pool.minSpareWorkers) to \(pool.maxSpareWorkers) of them spare"
    let delay = dummyDelay.duration
    return { WelcomeHandler(worker: Fork.pid, limits: limits, delay: delay) }
  }

  private func makeLife(
    _ listeners: [Listener], _ handover: HandoverQueue, _ httpSettings: HTTPSettings, _ logFiles: LogFiles,
    _ handler: @escaping () -> any RequestHandler, _ logger: Logger
  ) -> Supervisor.Life {
    let settings = WorkerSettings(
      usesExclusiveWakeups: epollExclusive, acceptOrder: acceptOrder,
      connectionsPerWorker: http.connectionsPerWorker, crash: crash.settings)
    let accessLog = logs.accessLog(logFiles)
    return { seat in
      do throws(SystemCallError) {
        let (slot, connectionLimit, requestLimit) = (seat.slot, seat.connectionLimit, seat.requestLimit)
        let worker = Worker(
          listeners: listeners, channel: seat.takeChannel(), slot: slot, connectionLimit: connectionLimit,
          requestLimit: requestLimit, handover: handover, settings: settings, http: httpSettings,
          accessLog: accessLog, errorLog: logFiles.errors, handler: handler(), logger: logger)
        try worker.run()
        return 0
      } catch {
        logger.error("worker failed", metadata: ["call": "\(error.call)", "reason": "\(error.errno)"])
        return 1
      }
    }
  }
}
