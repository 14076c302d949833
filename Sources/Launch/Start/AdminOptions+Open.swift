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
  ///   - logger: Where it tells what goes wrong.
  ///   - errorLog: Where `logger` writes.
  ///   - metrics: The program's own, if it shares any.
  /// - Throws: What cannot be listened on, and why.
  func open(
    reusing inherited: Listener?, version: String, for hooks: inout SupervisorHooks, logger: Logger,
    errorLog: LogFile, metrics: MetricTable?
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
    announce(listener.address, logger)
    let process = AdminProcess(
      listener: listener, version: version, logger: logger, errorLog: errorLog, applicationMetrics: metrics)
    hooks.auxiliaryListeners = [listener]
    hooks.auxiliaries = [
      Auxiliary(name: "admin", descriptors: [listener.number]) { seat in
        let (slot, scoreboard, supervisor) = (seat.slot, seat.scoreboard, seat.supervisor)
        do throws(SystemCallError) {
          try process.run(
            channel: seat.takeChannel(), slot: slot, scoreboard: scoreboard, supervisor: supervisor)
          return 0
        } catch {
          logger.error("admin failed", metadata: ["call": "\(error.call)", "reason": "\(error.errno)"])
          return 1
        }
      }
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
