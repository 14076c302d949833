import BuiltinHandlers
import LinuxIO
import Logging
import PoolSupervisor
import WorkerRuntime

/// The wiring: listener, supervisor, and in each child a worker.
extension ServerCommand {
  func launch() throws(LaunchError) {
    let limits = try poolLimits()
    LoggingSystem.bootstrap { label in StreamLogHandler.standardError(label: label) }
    var logger = Logger(label: "prefork")
    logger.logLevel = logLevel
    let listener = try openListener()
    let handler = try makeHandler()
    logger.notice("listening on http://\(listener.address)/", metadata: ["pid": "\(Fork.pid)"])
    do throws(SystemCallError) {
      try DescriptorTable.raiseLimit()
      try makeSupervisor(limits, listener, handler, logger).run()
    } catch {
      throw .systemCall(error)
    }
    logger.notice("stopped")
  }

  private func poolLimits() throws(LaunchError) -> PoolLimits {
    do throws(PoolLimitsError) { return try pool.limits() } catch { throw .limits(error) }
  }

  private func openListener() throws(LaunchError) -> Listener {
    let address: SocketAddress
    do throws(SocketAddressError) { address = try SocketAddress(parsing: listen) } catch {
      throw .address(error)
    }
    do throws(SystemCallError) {
      return try Listener(binding: address, backlog: backlog)
    } catch {
      throw .cannotListen(address, error)
    }
  }

  private func makeHandler() throws(LaunchError) -> any RequestHandler {
    if let root = files.root {
      let settings = try files.settings()
      do throws(SystemCallError) {
        return FileHandler(root: try Directory(path: root, symlinks: files.symlinks), settings: settings)
      } catch {
        throw .noSuchRoot(root, error)
      }
    }
    return WelcomeHandler(
      limits: "\(pool.startWorkers) to \(pool.maxWorkers) workers, \(pool.minSpareWorkers) to "
        + "\(pool.maxSpareWorkers) of them spare",
      delay: dummyDelay.duration)
  }

  private func makeSupervisor(
    _ limits: PoolLimits, _ listener: Listener, _ handler: any RequestHandler, _ logger: Logger
  ) throws(SystemCallError) -> Supervisor {
    let settings = WorkerSettings(usesExclusiveWakeups: epollExclusive, acceptOrder: acceptOrder)
    return try Supervisor(
      limits: limits, listener: listener, logger: logger, gracefulTimeout: gracefulTimeout.duration,
      printStatus: { print($0) }
    ) { seat in
      do throws(SystemCallError) {
        let (slot, connectionLimit) = (seat.slot, seat.connectionLimit)
        let worker = try Worker(
          listener: listener, channel: seat.takeChannel(), slot: slot, connectionLimit: connectionLimit,
          settings: settings, http: HTTPSettings(), handler: handler, logger: logger)
        try worker.run()
        return 0
      } catch {
        logger.error("worker failed", metadata: ["call": "\(error.call)", "reason": "\(error.errno)"])
        return 1
      }
    }
  }
}
