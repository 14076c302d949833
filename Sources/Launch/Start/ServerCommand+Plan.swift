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
  ///   - program: What is served.
  ///   - arguments: A command line that says all that this command does.
  ///   - open: Listeners that are open already and serve for their addresses.
  ///   - isActivated: Whether these were handed to this process, so that all of them are meant without `--listen`.
  ///   - shared: What every generation's workers have in common.
  /// - Returns: The plan.
  /// - Throws: What is wrong, in the user's words.
  func plan(
    for program: Program, arguments: [String], reusing open: [Listener], isActivated: Bool = false,
    _ shared: SharedResources
  ) throws(LaunchError) -> SupervisorPlan {
    let limits = try poolLimits()
    let settings = try httpSettings()
    if program.bringsItsOwnHTTP, let option = optionsOfOwnHTTP.first { throw .nobodyObeys(option: option) }
    var workload: Workload?
    switch processes.spawn {
    case .fork: workload = try forkableWorkload(program, limits)
    case .exec:
      if let fault = program.faults(in: own).first { throw fault }
      try program.shareMetrics(nil)
    }
    let listeners = try listeners.open(reusing: open, orAll: isActivated)
    var logger = Logger(label: "prefork")
    logger.logLevel = logs.logLevel
    let directories =
      if let workload { workload.readableDirectories } else { try program.readableDirectories(own) }
    let confinement = try confinement(directories, logger)
    let birth: WorkerBirth
    if let workload {
      birth = .forked(makeLife(listeners, shared.handover, settings, shared.logFiles, workload, logger))
    } else {
      birth = .executed(
        SeatExecutor(
          role: .worker, listeners: listeners, handover: shared.handover, metrics: program.metrics,
          errorLog: shared.logFiles.errors, accessLog: shared.logFiles.access, confinement: confinement,
          arguments: arguments, surroundings: shared.surroundings))
    }
    return SupervisorPlan(
      limits: limits, listeners: listeners, backlog: self.listeners.backlog,
      deferral: self.listeners.deferral, logger: logger,
      gracefulTimeout: gracefulTimeout.duration, takeoverTimeout: takeoverTimeout.duration,
      keepsCrashHandlers: crash.crashBacktrace, confinement: confinement,
      connectionsPerWorker: http.connectionsPerWorker,
      descriptorsOfWorkers: shared.handover.descriptorNumbers + shared.logFiles.numbersForWorkers,
      birth: birth)
  }

  /// Options in use that only this package's HTTP can obey, and that nobody would want to be ignored in silence.
  private var optionsOfOwnHTTP: [String] {
    (logs.accessLog == nil ? [] : ["--access-log"])
      + (crash.retryCrashedRequest ? ["--retry-crashed-request"] : [])
      + (listeners.proxyProtocolFrom.isEmpty ? [] : ["--proxy-protocol-from"])
  }

  /// What workers do that are forked. The program has had its say then, and must not have started threads.
  private func forkableWorkload(
    _ program: Program, _ limits: PoolLimits
  ) throws(LaunchError) -> Workload {
    let workload = try program.workload(own, limits: limits)
    if let threads = Fork.threadCount, threads > 1 { throw .threadsBeforeFork(count: threads) }
    return workload
  }

  func poolLimits() throws(LaunchError) -> PoolLimits {
    do throws(PoolLimitsError) { return try pool.limits() } catch { throw .limits(error) }
  }

  func httpSettings() throws(LaunchError) -> HTTPSettings {
    var settings = http.settings()
    do throws(AddressRangeError) { settings.proxies = try listeners.proxies() } catch {
      throw .proxies(error)
    }
    return settings
  }

  /// What the workers give up.
  private func confinement(_ directories: [Directory], _ logger: Logger) throws(LaunchError) -> Confinement {
    do throws(ProcessError) {
      let confinement = try processes.confinement(reading: directories)
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

  /// What a worker does with its life.
  func makeLife(
    _ listeners: [Listener], _ handover: HandoverQueue, _ httpSettings: HTTPSettings, _ logFiles: LogFiles,
    _ workload: Workload, _ logger: Logger
  ) -> Supervisor.Life {
    let settings = WorkerSettings(
      usesExclusiveWakeups: epollExclusive, acceptOrder: acceptOrder,
      connectionsPerWorker: http.connectionsPerWorker, crash: crash.settings)
    let accessLog = logs.accessLog(logFiles)
    return { seat in
      let identity = WorkerIdentity(
        number: seat.id.rawValue, pid: Fork.pid, generation: seat.generation)
      guard let handler = workload.handler(in: identity, toldTo: logger) else { return 1 }
      do throws(SystemCallError) {
        let (slot, connectionLimit, requestLimit) = (seat.slot, seat.connectionLimit, seat.requestLimit)
        let worker = Worker(
          listeners: listeners, channel: seat.takeChannel(), slot: slot, connectionLimit: connectionLimit,
          requestLimit: requestLimit, handover: handover, settings: settings, http: httpSettings,
          accessLog: accessLog, errorLog: logFiles.errors, handler: handler, logger: logger)
        defer { workload.beforeExit(identity) }
        return try worker.run { workload.whenReady(identity) } ? 0 : 1
      } catch {
        logger.error("worker failed", metadata: ["call": "\(error.call)", "reason": "\(error.errno)"])
        return 1
      }
    }
  }
}
