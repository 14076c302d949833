import IPCProtocol
import LinuxIO

/// The classic model: one connection at a time.
///
/// The epoll set holds the listeners and the channel. A client's connection is never in it: a busy worker does not wait
/// there, so the kernel wakes another.
final class ClassicLoop {
  private let link: SupervisorLink
  private let gate: ListenerGate
  private let engine: HTTPEngine
  private let parts: WorkerParts
  private let poller: Poller
  /// When this worker counts as idle if no connection comes before.
  @safe @exclusivity(unchecked) private var idleFrom = MonotonicTime.exact
  /// The connection that is being served.
  @safe @exclusivity(unchecked) private var present: Connection?
  /// Connections of a worker that crashed, which are served after it; the next one is the last.
  private var inherited: [Connection] = []

  init(_ parts: WorkerParts) throws(SystemCallError) {
    self.parts = parts
    link = parts.link
    gate = parts.gate
    engine = parts.engine
    // As many events as descriptors are watched are all that one wait can bring.
    poller = try Poller(capacity: gate.tokenCount + 1)
    engine.exchange.clientWait = self
  }

  func run() throws(SystemCallError) {
    try poller.watch(link.number, for: .readable, token: UInt64(gate.tokenCount))
    try gate.open(in: poller)
    try parts.prepareForCrashes(holder: self)
    parts.slot.become(.waiting, at: MonotonicTime.exact.unsigned)
    try link.becameIdle()
    parts.whenReady()
    while link.departure == nil { try awaitWork() }
    try leave()
  }

  private func awaitWork() throws(SystemCallError) {
    let patience = engine.exchange.requestLog?.readyToWait(patience) ?? patience
    parts.safePoint.enter()
    let count = try poller.wait(patience)
    parts.safePoint.leave()
    var found: (listener: Bool, channel: Bool) = (false, false)
    for index in 0..<count {
      if gate.notes(poller.event(at: index).token) {
        found.listener = true
      } else {
        found.channel = true
      }
    }
    try gate.resume(in: poller)
    // The listener first: an order to leave in the same batch must not lose the connection that this wake-up was for,
    // because the kernel tells no other worker of it.
    var hasServed = false
    if found.listener {
      hasServed = try goOn(gate.takeHandedOver(for: engine))
      if !hasServed { hasServed = try serve(gate.acceptReady(in: poller)) }
      if !hasServed, gate.looksFurther { hasServed = try lookFurther() }
    }
    // Whatever ended the wait: with every wake-up shared by all, a worker would else be woken for nothing again and
    // again and never come to say that it is idle. But only if nothing was there to serve: on a machine with more work
    // than processors the wait ends late, and a worker with a queue before it is not idle for that.
    if !hasServed, MonotonicTime.exact >= idleFrom { try link.becameIdle() }
    if found.channel { try link.hearOrders() }
    if link.mayHaveMissedConnection {
      link.mayHaveMissedConnection = false
      // Whoever died may have taken a wake-up of each queue with it.
      _ = try goOn(gate.findHandedOver(for: engine))
      for index in 0..<gate.count where link.departure == nil {
        _ = try serve(gate.accept(from: index, in: poller))
      }
    }
  }

  /// Looks where no event has told of anything.
  ///
  /// - Returns: Whether there was something to serve.
  private func lookFurther() throws(SystemCallError) -> Bool {
    guard gate.count == 1 else {
      link.mayHaveMissedConnection = true
      return false
    }
    return try goOn(gate.findHandedOver(for: engine))
  }

  /// How long to wait: without limit when the supervisor knows that this worker is idle.
  private var patience: PollTimeout {
    if let again = gate.acceptsAgainAt { return .after(MonotonicTime.coarse.interval(to: again)) }
    return link.isSettledAsIdle ? .never : .after(MonotonicTime.exact.interval(to: idleFrom))
  }

  /// Serves a connection that was accepted; false when there was none.
  private func serve(_ accepted: consuming StreamSocket?) throws(SystemCallError) -> Bool {
    guard let socket = accepted else { return false }
    if parts.countConnection() {
      try gate.close(in: poller)
      try link.reachLimit()
    } else {
      try link.becameBusy()
    }
    let connection = engine.open(socket)
    try serve(connection) { engine.begin(connection) }
    idleFrom = .exact.advanced(by: parts.settings.reportDelay)
    if link.departure == nil, parts.isAtRequestLimit { try link.reachRequestLimit() }
    if link.departure == nil { try gate.keepOrder(in: poller) }
    return true
  }

  /// Serves connections that another worker held when it crashed; false when there were none.
  private func goOn(_ connections: [Connection]) throws(SystemCallError) -> Bool {
    inherited = connections.reversed()
    if !inherited.isEmpty, link.departure == nil { try link.becameBusy() }
    while let connection = inherited.popLast() { try serve(connection) { engine.advance(connection) } }
    guard !connections.isEmpty else { return false }
    idleFrom = .exact.advanced(by: parts.settings.reportDelay)
    return true
  }

  private func serve(_ connection: Connection, from begin: () -> HTTPEngine.Next) throws(SystemCallError) {
    parts.slot.holds(connections: 1)
    present = connection
    defer {
      present = nil
      parts.slot.holds(connections: 0)
    }
    engine.endsConnections = endsConnections
    var next = begin()
    while let interest = next.interest {
      if isUnderPressure, connection.phase == .head {
        // For good: a byte now and then must not prolong it.
        connection.deadline = min(connection.deadline, .coarse.advanced(by: parts.settings.patience))
      }
      let readiness = try look(at: connection, for: interest, until: connection.deadline)
      engine.endsConnections = endsConnections
      // This may last; whoever comes meanwhile is for others, and the address must be free when the server ends.
      if link.departure == .ordered { try gate.letGoOfTheKept(in: poller) }
      if let readiness {
        next = readiness ? engine.advance(connection) : engine.expire(connection)
      } else if connection.phase == .keepAlive {
        // Others wait for a worker: an idle client lets go at once. When the server stops it gets a moment, for it may
        // be sending its next request already. A worker that only leaves waits as long as the client may expect.
        guard let departure = link.departure, !departure.isPatient else {
          if parts.slot.isUnderPressure { return }
          continue
        }
        connection.deadline = min(connection.deadline, .coarse.advanced(by: parts.settings.leaveGrace))
      }
    }
  }

  /// Whether others wait for a worker, and this one is still to be had.
  private var isUnderPressure: Bool { link.departure == nil && parts.slot.isUnderPressure }

  private var endsConnections: Bool {
    link.departure != nil || parts.slot.isUnderPressure || parts.nearsRequestLimit
  }

  /// Waits for the client or for orders, whichever comes first; not long for one that does nothing while others wait for
  /// a worker.
  ///
  /// - Returns: Whether the client is ready, false when its time is up, nil when orders came.
  private func look(
    at connection: Connection, for interest: Interest, until deadline: MonotonicTime
  ) throws(SystemCallError) -> Bool? {
    var deadline = deadline
    if isUnderPressure { deadline = min(deadline, .coarse.advanced(by: parts.settings.patience)) }
    while true {
      let now = MonotonicTime.coarse
      guard now < deadline else { return false }
      let limit = PollTimeout.after(now.interval(to: deadline))
      let timeout = engine.exchange.requestLog?.readyToWait(limit) ?? limit
      let outcome = try awaitEither(connection, interest, timeout)
      // The time is up, by this clock or by that of the access log.
      if outcome.first.isEmpty, outcome.second.isEmpty { continue }
      if !outcome.second.isEmpty { try link.hearOrders() }
      return outcome.first.isEmpty ? nil : true
    }
  }

  private func awaitEither(
    _ connection: Connection, _ interest: Interest, _ timeout: PollTimeout
  ) throws(SystemCallError) -> PairPoll.Outcome {
    parts.safePoint.enter()
    defer { parts.safePoint.leave() }
    return try PairPoll.wait(
      connection.socket.number, for: interest, or: link.numberToWatch, timeout: timeout)
  }

  /// Leaves without losing a connection that the kernel gave to this worker alone.
  ///
  /// Once a listener is not watched no wake-up can come here. One may have come just before, unseen: so one look at
  /// each queue, whoever's connection it brings. More would keep a worker for ever under load, but for listeners that
  /// are being closed: what their queues hold would be reset with them.
  private func leave() throws(SystemCallError) {
    parts.slot.become(.leaving, at: MonotonicTime.exact.unsigned)
    try gate.close(in: poller)
    // What came while the last client was served: a stop asks even a worker at its limit to empty the queues.
    if link.departure != .orphaned { try link.hearOrders() }
    if link.departure != .connectionLimit {
      // Before the supervisor hears of it: it forks another worker for what still waits then.
      let connections = try gate.findHandedOver(for: engine)
      try link.acknowledgeLeave()
      _ = try goOn(connections)
      for index in 0..<gate.count { _ = try serve(gate.accept(from: index, in: poller)) }
      while try serve(gate.acceptLast(in: poller)) {}
    }
    try gate.letGo(in: poller)
  }
}

extension ClassicLoop: ClientWait {
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

/// A crash while no request is in hand, as by a signal from outside, must not cost the client its next one.
extension ClassicLoop: ConnectionHolder {
  func forEachConnection(_ body: (Connection) -> Void) {
    if let present { body(present) }
    for connection in inherited { body(connection) }
  }
}
