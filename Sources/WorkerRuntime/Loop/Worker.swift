package import IPCProtocol
package import LinuxIO
package import Logging

/// The child process: it waits for connections and orders, and serves one connection after another.
///
/// Its epoll set holds two descriptors, the listener and the channel. A client's connection is never in it: a busy
/// worker does not wait there, so the kernel wakes another.
package final class Worker {
  private static let channelToken: UInt64 = 1

  private let settings: WorkerSettings
  private let logger: Logger
  private let slot: ScoreboardSlot
  private let connectionLimit: Int?
  private let link: SupervisorLink
  private let gate: ListenerGate
  private let engine: HTTPEngine
  private let poller: Poller
  private var connectionCount = 0

  /// - Parameters:
  ///   - listener: Where connections come from.
  ///   - channel: The way to the supervisor.
  ///   - slot: Where this worker counts its connections.
  ///   - connectionLimit: Connections after which the worker leaves, nil for no limit.
  ///   - settings: How it waits.
  ///   - http: How it speaks HTTP.
  ///   - handler: What answers requests.
  ///   - logger: Where it tells what goes wrong.
  /// - Throws: EMFILE, ENFILE, ENOMEM.
  package init(
    listener: Listener, channel: consuming WorkerChannel, slot: ScoreboardSlot, connectionLimit: Int?,
    settings: WorkerSettings, http: HTTPSettings, handler: any RequestHandler, logger: Logger
  ) throws(SystemCallError) {
    self.slot = slot
    self.connectionLimit = connectionLimit
    self.settings = settings
    self.logger = logger
    link = SupervisorLink(over: channel)
    gate = ListenerGate(listener, settings: settings, logger: logger)
    engine = HTTPEngine(handler: handler, settings: http, logger: logger)
    // Two descriptors are watched, so two events are all that one wait can bring.
    poller = try Poller(capacity: 2)
    engine.exchange.clientWait = self
  }

  /// Serves until told to leave, until the connection limit, or until the supervisor is gone.
  package func run() throws(SystemCallError) {
    try poller.watch(link.number, for: .readable, token: Self.channelToken)
    try gate.open(in: poller)
    try link.becameIdle()
    while link.departure == nil { try awaitWork() }
    try leave()
  }

  private func awaitWork() throws(SystemCallError) {
    let count = try poller.wait(patience)
    var found: (listener: Bool, channel: Bool) = (false, false)
    for index in 0..<count {
      if poller.event(at: index).token == ListenerGate.token { found.listener = true } else { found.channel = true }
    }
    if count == 0 {
      try link.becameIdle()
      try gate.resume(in: poller)
    }
    // The listener first: an order to leave in the same batch must not lose the connection that this wake-up was for,
    // because the kernel tells no other worker of it.
    if found.listener { _ = try takeConnection() }
    if found.channel { try link.hearOrders() }
    if link.mayHaveMissedConnection {
      link.mayHaveMissedConnection = false
      _ = try takeConnection()
    }
  }

  /// How long to wait: without limit when the supervisor knows that this worker is idle.
  private var patience: PollTimeout {
    if let again = gate.acceptsAgainAt { return .after(MonotonicTime.coarse.duration(to: again)) }
    return link.isSettledAsIdle ? .never : .after(settings.reportDelay)
  }

  /// Accepts and serves one connection; false when none waited.
  private func takeConnection() throws(SystemCallError) -> Bool {
    guard let socket = try gate.accept(in: poller) else { return false }
    connectionCount += 1
    slot.countConnection()
    if connectionCount == connectionLimit {
      try gate.close(in: poller)
      try link.reachLimit()
    } else {
      try link.becameBusy()
    }
    try serve(engine.open(socket))
    if link.departure == nil { try gate.keepOrder(in: poller) }
    return true
  }

  private func serve(_ connection: Connection) throws(SystemCallError) {
    engine.endsConnections = link.departure != nil
    var next = engine.advance(connection)
    while case .wait(let interest) = next {
      let readiness = try look(at: connection, for: interest, until: connection.deadline)
      engine.endsConnections = link.departure != nil
      if let readiness {
        next = readiness ? engine.advance(connection) : engine.expire(connection)
      } else if connection.phase == .keepAlive {
        // Told to leave while the client may already be sending its next request: it gets a moment, no more.
        connection.deadline = min(connection.deadline, .coarse.advanced(by: .seconds(1)))
      }
    }
  }

  /// Waits for the client or for orders, whichever comes first.
  ///
  /// - Returns: Whether the client is ready, false when its time is up, nil when orders came.
  private func look(
    at connection: Connection, for interest: Interest, until deadline: MonotonicTime
  ) throws(SystemCallError) -> Bool? {
    let now = MonotonicTime.coarse
    guard now < deadline else { return false }
    let outcome = try PairPoll.wait(
      connection.socket.number, for: interest, or: link.numberToWatch, timeout: .after(now.duration(to: deadline)))
    if !outcome.second.isEmpty { try link.hearOrders() }
    return outcome.first.isEmpty ? nil : true
  }

  /// Leaves without losing a connection that the kernel gave to this worker alone.
  ///
  /// Once the listener is not watched no wake-up can come here. One may have come just before, unseen: so one look at
  /// the queue, whoever's connection it brings. More would keep a worker for ever under load.
  private func leave() throws(SystemCallError) {
    guard link.departure != .connectionLimit else { return }
    try gate.close(in: poller)
    try link.acknowledgeLeave()
    while try takeConnection(), link.departure == .draining {}
  }
}

extension Worker: ClientWait {
  func wait(
    for interest: Interest, on connection: Connection, until deadline: MonotonicTime
  ) throws(ExchangeError) {
    do throws(SystemCallError) {
      while true {
        guard let isReady = try look(at: connection, for: interest, until: deadline) else { continue }
        guard isReady else { break }
        return
      }
    } catch {
      throw .systemCall(error)
    }
    throw .timedOut
  }
}
