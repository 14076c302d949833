import AdminEndpoint
import IPCProtocol
import LinuxIO
import Logging
import PoolSupervisor

extension AdminOptions {
  /// Opens the admin listener, if one is wanted, for a process of its own.
  ///
  /// - Parameters:
  ///   - inherited: The listener of the server whose place this one is to take.
  ///   - version: This program's.
  ///   - hooks: Where the process is ordered.
  ///   - plan: What the server works by at its start.
  ///   - shared: What its processes have in common.
  ///   - arguments: A command line that says all that the server's command does.
  ///   - metrics: The program's own, if it shares any.
  /// - Throws: What cannot be listened on, and why.
  func open(
    reusing inherited: Listener?, version: String, for hooks: inout SupervisorHooks, plan: SupervisorPlan,
    _ shared: SharedResources, arguments: [String], metrics: MetricTable?
  ) throws(LaunchError) {
    guard let address = try address() else { return }
    let listener: Listener
    do throws(SystemCallError) {
      listener =
        if let inherited, inherited.address.serves(address) { inherited } else {
          try Listener(binding: address, backlog: 128)
        }
    } catch {
      throw .cannotListenForAdmin(address, error)
    }
    let errorLog = shared.logFiles.errors
    announce(listener.address, plan.logger)
    let process = AdminProcess(
      listener: listener, version: version, logger: plan.logger, errorLog: errorLog,
      applicationMetrics: metrics)
    let executor = SeatExecutor(
      role: .admin, listeners: [listener], handover: nil, metrics: metrics, errorLog: errorLog,
      accessLog: nil,
      confinement: plan.confinement, arguments: arguments, surroundings: shared.surroundings)
    hooks.auxiliaryListeners = [listener]
    hooks.auxiliaries = [
      Auxiliary(
        name: "admin", descriptors: [listener.number],
        execution: executor, life: process.live)
    ]
  }

  /// Where it is to listen, nil for nowhere.
  func address() throws(LaunchError) -> SocketAddress? {
    guard let text = admin else { return nil }
    do throws(SocketAddressError) { return try SocketAddress(parsing: text) } catch {
      throw .adminAddress(text, error)
    }
  }

  private func announce(_ address: SocketAddress, _ logger: Logger) {
    logger.notice("admin at \(address.isUnix ? "\(address)" : "http://\(address)/")")
    guard !address.isLocal else { return }
    logger.warning(
      "the admin listener can be reached from other machines: whoever can connect sees the requests in hand",
      metadata: ["address": "\(address)"])
  }
}
