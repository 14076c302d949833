import ArgumentParser
import BuiltinHandlers
import HTTPCore
import LinuxIO
import Logging
import PoolSupervisor
import WorkerRuntime

/// The wiring: listeners, supervisor, and in each child a worker.
extension ServerCommand {
  /// Serves until it is told to stop.
  ///
  /// - Parameter warnings: What the log begins with.
  /// - Throws: Why it cannot start.
  func launch(warnings: [String] = []) throws(LaunchError) {
    let limits = try poolLimits()
    let settings = try httpSettings()
    // A log or a terminal whose reader has gone must not end the server.
    do throws(SystemCallError) { try SignalMask.ignore(.pipe) } catch { throw .systemCall(error) }
    let logFiles = try logs.open()
    logs.bootstrap(logFiles.errors)
    var logger = Logger(label: "prefork")
    logger.logLevel = logs.logLevel
    for warning in warnings { logger.warning("\(warning)") }
    let listeners = try listeners.open()
    let auxiliaries = try admin.open(version: Self.configuration.version, logger: logger)
    let root = try files.directory()
    let handler = try makeHandler(root)
    let (confinement, pidFile) = try prepareProcesses(root, logger)
    defer { pidFile?.remove() }
    for address in listeners.map(\.address) {
      let place = address.isUnix ? "\(address)" : "http://\(address)/"
      logger.notice("listening on \(place)", metadata: ["pid": .stringConvertible(Fork.pid)])
    }
    do throws(SystemCallError) {
      try DescriptorTable.raiseLimit()
      try makeSupervisor(limits, listeners, settings, handler, confinement, auxiliaries, logFiles, logger)
        .run()
    } catch {
      throw .systemCall(error)
    }
    logger.notice("stopped")
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

  /// What the workers give up, and the pid file, which tells that the listeners are open.
  private func prepareProcesses(
    _ root: Directory?, _ logger: Logger
  ) throws(LaunchError) -> (Confinement, PidFile?) {
    do throws(ProcessError) {
      let confinement = try processes.confinement(reading: root)
      if (confinement.identity?.user ?? Identity.currentUser) == 0 {
        logger.warning("workers run as root: name another user with --user, or start the server as one")
      }
      if let sandbox = confinement.sandbox {
        logger.notice("workers are confined", metadata: ["landlock": "\(sandbox.version)"])
      }
      return (confinement, try processes.writePidFile())
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

  private func makeSupervisor(
    _ limits: PoolLimits, _ listeners: [Listener], _ httpSettings: HTTPSettings,
    _ handler: @escaping () -> any RequestHandler, _ confinement: Confinement, _ auxiliaries: [Auxiliary],
    _ logFiles: LogFiles, _ logger: Logger
  ) throws(SystemCallError) -> Supervisor {
    let settings = WorkerSettings(
      usesExclusiveWakeups: epollExclusive, acceptOrder: acceptOrder,
      connectionsPerWorker: http.connectionsPerWorker, crash: crash.settings)
    let accessLog = logs.accessLog(logFiles)
    // Only a worker with many connections, or with a request for another, has something to hand over.
    let needsHandover = http.connectionsPerWorker > 1 || crash.retryCrashedRequest
    let handover = needsHandover ? try HandoverQueue() : nil
    let output = LineWriter(to: 1)
    let supervisor = try Supervisor(
      limits: limits, listeners: listeners, logger: logger, confinement: confinement,
      serviceManager: try ServiceManager.fromEnvironment(logger: logger),
      gracefulTimeout: gracefulTimeout.duration, keepsCrashHandlers: crash.crashBacktrace,
      auxiliaries: auxiliaries,
      printStatus: { status in status.split(separator: "\n").forEach { output.write(String($0)) } }
    ) { seat in
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
    supervisor.connectionsPerWorker = http.connectionsPerWorker
    supervisor.descriptorsOfWorkers = handover?.descriptorNumbers ?? []
    return supervisor
  }
}
