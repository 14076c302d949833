import ArgumentParser
import BuiltinHandlers
import HTTPCore
import LinuxIO
import Logging
import PoolSupervisor
import WorkerRuntime

/// The wiring: listeners, supervisor, and in each child a worker.
extension ServerCommand {
  func launch() throws(LaunchError) {
    let limits = try poolLimits()
    let settings = try httpSettings()
    // A log or a terminal whose reader has gone must not end the server.
    do throws(SystemCallError) { try SignalMask.ignore(.pipe) } catch { throw .systemCall(error) }
    let errors = LineWriter(to: 2)
    LoggingSystem.bootstrap { _ in TextLogHandler(writer: errors) }
    var logger = Logger(label: "prefork")
    logger.logLevel = logLevel
    let listeners = try listeners.open()
    let auxiliaries = try admin.open(version: Self.configuration.version, logger: logger)
    let handler = try makeHandler()
    for address in listeners.map(\.address) {
      let place = address.isUnix ? "\(address)" : "http://\(address)/"
      logger.notice("listening on \(place)", metadata: ["pid": "\(Fork.pid)"])
    }
    do throws(SystemCallError) {
      try DescriptorTable.raiseLimit()
      try makeSupervisor(limits, listeners, settings, handler, auxiliaries, logger).run()
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

  private func makeSupervisor(
    _ limits: PoolLimits, _ listeners: [Listener], _ httpSettings: HTTPSettings,
    _ handler: @escaping () -> any RequestHandler, _ auxiliaries: [Auxiliary], _ logger: Logger
  ) throws(SystemCallError) -> Supervisor {
    let settings = WorkerSettings(
      usesExclusiveWakeups: epollExclusive, acceptOrder: acceptOrder,
      connectionsPerWorker: http.connectionsPerWorker, crash: crash.settings)
    // Only a worker with many connections, or with a request for another, has something to hand over.
    let needsHandover = http.connectionsPerWorker > 1 || crash.retryCrashedRequest
    let handover = needsHandover ? try HandoverQueue() : nil
    let output = LineWriter(to: 1)
    let supervisor = try Supervisor(
      limits: limits, listeners: listeners, logger: logger, gracefulTimeout: gracefulTimeout.duration,
      keepsCrashHandlers: crash.crashBacktrace, auxiliaries: auxiliaries,
      printStatus: { status in status.split(separator: "\n").forEach { output.write(String($0)) } }
    ) { seat in
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
    supervisor.connectionsPerWorker = http.connectionsPerWorker
    supervisor.descriptorsOfWorkers = handover?.descriptorNumbers ?? []
    return supervisor
  }
}
