import AdminEndpoint
import ArgumentParser
import IPCProtocol
import LinuxIO
import Logging
import PoolSupervisor
import WorkerRuntime

/// The life of a process that a server executed as its worker or side process.
extension ServerCommand {
  /// Lives it, and ends this process, if this is such a process.
  static func liveIfInherited(_ program: Program) {
    do throws(SpawnError) {
      guard let seat = try InheritedSeat.take() else { return }
      Fork.exit(try live(seat, program))
    } catch {
      report("\(error)")
      Fork.exit(SpawnError.exitCode)
    }
  }

  private static func live(_ seat: InheritedSeat, _ program: Program) throws(SpawnError) -> Int32 {
    let server = try command(seat.arguments)
    let parts = try InheritedParts(of: seat, writingAccessLog: server.logs.accessLog != nil)
    server.logs.bootstrap(parts.logFiles.errors)
    var logger = Logger(label: "prefork")
    logger.logLevel = server.logs.logLevel
    do throws(SystemCallError) { try ProcessName.set(seat.processName) } catch {
      logger.warning("cannot name the process", metadata: ["reason": "\(error)"])
    }
    ProgramAddress.noteImages()
    switch seat.role {
    case .worker: return server.work(seat, parts, program, logger)
    case .admin:
      server.begin(seat, parts.confinement, logger)
      guard let listener = parts.listeners.first else { throw .missing(field: "listener") }
      let process = AdminProcess(
        listener: listener, version: Program.about.version, logger: logger, errorLog: parts.logFiles.errors,
        applicationMetrics: parts.metrics)
      let (slot, scoreboard) = (parts.slot, parts.scoreboard)
      return process.live(
        AuxiliarySeat(
          channel: parts.takeChannel(), slot: slot, scoreboard: scoreboard, supervisor: seat.supervisor))
    }
  }

  /// The server's configuration: neither the file nor the environment is asked, which may have changed.
  private static func command(_ arguments: [String]) throws(SpawnError) -> ServerCommand {
    let command: any ParsableCommand
    do { command = try parseAsRoot(arguments) } catch { throw .arguments(message(for: error)) }
    guard let server = (command as? any ConfiguredCommand<Program>)?.server else {
      throw .arguments("they start no server")
    }
    return server
  }

  /// What the forked child of a server does: the program's preparation in the rights of the parent, then with its own
  /// the life of a worker.
  private func work(
    _ seat: InheritedSeat, _ parts: consuming InheritedParts, _ program: Program, _ logger: Logger
  ) -> Int32 {
    let life: Supervisor.Life
    do throws(LaunchError) {
      try program.shareMetrics(parts.metrics)
      let workload = try program.workload(own, limits: try poolLimits())
      guard let handover = parts.handover else { return 1 }
      life = makeLife(parts.listeners, handover, try httpSettings(), parts.logFiles, workload, logger)
      // Landlock confines the calling thread and those that it starts from then on; landlock_restrict_self(2).
      if parts.confinement.sandbox != nil, let threads = Fork.threadCount, threads > 1 {
        throw .threadsBeforeSandbox(count: threads)
      }
    } catch {
      logger.error("worker cannot start", metadata: ["worker": "\(seat.worker)", "reason": "\(error)"])
      return 1
    }
    begin(seat, parts.confinement, logger)
    let slot = parts.slot
    return life(
      WorkerSeat(
        channel: parts.takeChannel(), id: WorkerID(seat.worker), generation: seat.generation, slot: slot,
        connectionLimit: seat.connectionLimit, requestLimit: seat.requestLimit))
  }

  private func begin(_ seat: InheritedSeat, _ confinement: Confinement, _ logger: Logger) {
    ForkedChild.begin(
      under: seat.supervisor, closing: DescriptorSet(), confinement: confinement,
      keepingCrashHandlers: crash.crashBacktrace, logger: logger)
  }
}
