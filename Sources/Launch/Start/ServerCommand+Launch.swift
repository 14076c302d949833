import ArgumentParser
import HTTPCore
import IPCProtocol
import LinuxIO
import Logging
import PoolSupervisor
import WorkerRuntime

/// The start: what the process was given, what it is to do, and the supervisor that does it.
extension ServerCommand {
  /// Serves until it is told to stop.
  ///
  /// - Parameters:
  ///   - program: What is served.
  ///   - arguments: A command line that says all that this command does.
  ///   - warnings: What the log begins with.
  /// - Throws: Why it cannot start.
  func launch(_ program: Program, arguments: [String], warnings: [String] = []) throws(LaunchError) {
    // Before the working directory, the file or the environment can change.
    let executable = Executable.asStarted
    let inherited: InheritedListeners?
    do throws(InheritanceError) { inherited = try InheritedListeners.take() } catch {
      throw .inheritance(error)
    }
    // A log or a terminal whose reader has gone must not end the server.
    do throws(SystemCallError) { try SignalMask.ignore(.pipe) } catch { throw .systemCall(error) }
    let logFiles = try logs.open()
    logs.bootstrap(logFiles.errors)
    var predecessor: Predecessor?
    if let link = inherited?.takeLink() { predecessor = Predecessor(over: TakeoverChannel(over: link)) }
    let (adminListeners, handedOver) =
      inherited?.divided(byName: SupervisorHooks.auxiliaryName) ?? (named: [], others: [])
    let shared = try SharedResources(logFiles: logFiles)
    let plan = try plan(
      for: program, arguments: arguments, reusing: handedOver, isActivated: inherited != nil, shared)
    for warning in warnings { plan.logger.warning("\(warning)") }
    shared.logFiles.give(to: plan.confinement.identity, toldTo: plan.logger)
    // As the successor of another server it writes the file when it has taken over.
    if predecessor == nil { shared.pidFile = try writePidFile() }
    defer { shared.pidFile?.remove() }
    Self.announce(plan, instead: handedOver)
    var hooks = try makeHooks(program, plan, executable, shared)
    try admin.open(
      reusing: adminListeners.first, version: Program.about.version, for: &hooks, plan: plan, shared,
      arguments: arguments, metrics: program.metrics)
    let supervisor: Supervisor
    do throws(SystemCallError) {
      try DescriptorTable.raiseLimit()
      supervisor = try Supervisor(plan: plan, hooks: hooks, predecessor: predecessor)
      shared.heapFiller = nil
      try supervisor.run()
    } catch {
      throw .systemCall(error)
    }
    supervisor.logger.notice("stopped")
    if supervisor.hasFailedToTakeOver { throw .cannotTakeOver }
  }

  private func makeHooks(
    _ program: Program, _ plan: SupervisorPlan, _ executable: Executable?, _ shared: SharedResources
  ) throws(LaunchError) -> SupervisorHooks {
    let output = LineWriter(to: 1)
    let logger = plan.logger
    let serviceManager: ServiceManager?
    do throws(SystemCallError) { serviceManager = try .fromEnvironment(logger: logger) } catch {
      throw .systemCall(error)
    }
    let parent = Fork.parent
    return SupervisorHooks(
      printStatus: { status in status.split(separator: "\n").forEach { output.write(String($0)) } },
      readPlan: { open throws(PlanRefused) in try readPlan(for: program, reusing: open, shared) },
      reopenLogs: { shared.logFiles.reopen(logger) }, executable: executable,
      tookOver: {
        do throws(LaunchError) { shared.pidFile = try writePidFile(over: parent) } catch {
          logger.error("cannot write the pid file", metadata: ["reason": "\(error)"])
        }
      }, serviceManager: serviceManager, connectionsAwaitHeir: { !shared.handover.isEmpty },
      mappedDescriptors: program.metrics.map { [$0.descriptorNumber] } ?? [])
  }

  private func writePidFile(over predecessor: Int32? = nil) throws(LaunchError) -> PidFile? {
    do throws(ProcessError) { return try processes.writePidFile(over: predecessor) } catch {
      throw .process(error)
    }
  }

  /// The plan of a reload: command line, environment and file, read again.
  private func readPlan(
    for program: Program, reusing open: [Listener], _ shared: SharedResources
  ) throws(PlanRefused) -> SupervisorPlan {
    let resolved: ResolvedCommand<Program>
    do throws(ConfigurationError) { resolved = try Self.resolve(program) } catch {
      throw PlanRefused("\(error)")
    }
    guard let server = resolved.server else { throw PlanRefused("the command line starts no server") }
    do throws(LaunchError) {
      let logFiles = shared.logFiles
      shared.logFiles.access = try server.logs.openAccessLog(reusing: logFiles.access)
      let plan: SupervisorPlan
      do throws(LaunchError) {
        plan = try server.plan(for: program, arguments: resolved.arguments, reusing: open, shared)
      } catch {
        shared.logFiles = logFiles
        throw error
      }
      for warning in resolved.warnings { plan.logger.warning("\(warning)") }
      for option in server.changedForGood(since: self) {
        plan.logger.warning("\(option) stays as it was until a restart or an upgrade")
      }
      shared.logFiles.give(to: plan.confinement.identity, toldTo: plan.logger)
      Self.announce(plan, instead: open)
      return plan
    } catch {
      throw PlanRefused(resolved.locate(error))
    }
  }

  /// Says where the server listens, as far as it has not been said, and what it does not use.
  private static func announce(_ plan: SupervisorPlan, instead open: [Listener]) {
    for listener in plan.listeners where listener.owner != .own || !open.contains(where: { $0 === listener })
    {
      let address = listener.address
      let place = address.isUnix ? "\(address)" : "http://\(address)/"
      plan.logger.notice("listening on \(place)", metadata: ["pid": .stringConvertible(Fork.pid)])
    }
    for listener in open where listener.owner != .own && !plan.listeners.contains(where: { $0 === listener })
    {
      plan.logger.warning(
        "a listener that was handed to this server is not used", metadata: ["address": "\(listener.address)"])
    }
  }
}
