import ArgumentParser
import IPCProtocol
import LinuxIO
import Logging
import PoolSupervisor

/// The wiring: listeners, supervisor, and in each child a worker.
extension ServerCommand {
  func launch() throws(LaunchError) {
    // Before the working directory, the file or the environment can change.
    let executable = Executable.asStarted
    let inherited: InheritedListeners?
    do throws(InheritanceError) { inherited = try InheritedListeners.take() } catch {
      throw .inheritance(error)
    }
    // A log or a terminal whose reader has gone must not end the server.
    do throws(SystemCallError) { try SignalMask.ignore(.pipe) } catch { throw .systemCall(error) }
    let errors = LineWriter(to: 2)
    LoggingSystem.bootstrap { _ in TextLogHandler(writer: errors) }
    var predecessor: Predecessor?
    if let link = inherited?.takeLink() { predecessor = Predecessor(over: TakeoverChannel(over: link)) }
    let handedOver = inherited?.listeners ?? []
    let handover = SharedHandover()
    let plan = try plan(reusing: handedOver, isActivated: inherited != nil, handover: handover)
    Self.announce(plan, instead: handedOver)
    let output = LineWriter(to: 1)
    let hooks = SupervisorHooks(
      printStatus: { status in status.split(separator: "\n").forEach { output.write(String($0)) } },
      readPlan: { open throws(PlanRefused) in
        try Self.readPlan(reusing: open, handover: handover)
      }, executable: executable)
    let supervisor: Supervisor
    do throws(SystemCallError) {
      try DescriptorTable.raiseLimit()
      supervisor = try Supervisor(plan: plan, hooks: hooks, predecessor: predecessor)
      try supervisor.run()
    } catch {
      throw .systemCall(error)
    }
    supervisor.logger.notice("stopped")
    if supervisor.hasFailedToTakeOver { throw .cannotTakeOver }
  }

  /// The plan of a reload: the same command line, with whatever it names read again.
  private static func readPlan(
    reusing open: [Listener], handover: SharedHandover
  ) throws(PlanRefused) -> SupervisorPlan {
    do {
      let plan = try parse(Array(CommandLine.arguments.dropFirst())).plan(reusing: open, handover: handover)
      announce(plan, instead: open)
      return plan
    } catch let error as LaunchError {
      throw PlanRefused(error.description)
    } catch {
      throw PlanRefused(message(for: error))
    }
  }

  /// Says where the server listens, as far as it has not been said, and what it does not use.
  private static func announce(_ plan: SupervisorPlan, instead open: [Listener]) {
    for listener in plan.listeners where listener.owner != .own || !open.contains(where: { $0 === listener })
    {
      let address = listener.address
      let place = address.isUnix ? "\(address)" : "http://\(address)/"
      plan.logger.notice("listening on \(place)", metadata: ["pid": "\(Fork.pid)"])
    }
    for listener in open where listener.owner != .own && !plan.listeners.contains(where: { $0 === listener })
    {
      plan.logger.warning(
        "a listener that was handed to this server is not used", metadata: ["address": "\(listener.address)"])
    }
  }
}
