import IPCProtocol
import LinuxIO
import Logging

/// What the loop of a worker with an embedded server works with.
final class EmbeddedParts {
  let server: any EmbeddedServer
  let link: SupervisorLink
  let gate: ListenerGate
  let slot: ScoreboardSlot
  let addresses: [SocketAddress]
  let connectionLimit: Int?
  let requestLimit: Int?
  let settings: WorkerSettings
  let keepAliveTimeout: Interval

  init(
    _ server: any EmbeddedServer, listeners: [Listener], channel: consuming WorkerChannel,
    slot: ScoreboardSlot,
    connectionLimit: Int?, requestLimit: Int?, settings: WorkerSettings, keepAliveTimeout: Interval,
    errorLog: LogFile?, logger: Logger
  ) {
    self.server = server
    self.slot = slot
    self.connectionLimit = connectionLimit
    self.requestLimit = requestLimit
    self.settings = settings
    self.keepAliveTimeout = keepAliveTimeout
    addresses = listeners.map(\.address)
    link = SupervisorLink(
      over: channel, slot: slot, reopenLogs: { errorLog?.reopen(toldTo: logger) },
      answerPing: { server.ping { slot.answerPing() } })
    gate = ListenerGate(listeners, handover: nil, settings: settings, logger: logger)
  }
}
