import HTTPCore
import IPCProtocol
import LinuxIO

/// The main thread of a worker whose connections another library serves: it accepts, and talks with the supervisor.
final class EmbeddedLoop {
  private let parts: EmbeddedParts
  private let server: any EmbeddedServer
  private let link: SupervisorLink
  private let gate: ListenerGate
  private let slot: ScoreboardSlot
  private let settings: WorkerSettings
  private let events: EmbeddedEvents
  private let requests: RequestDesk
  private let poller: Poller
  private let channelToken: UInt64
  private let eventsToken: UInt64
  private var meter: OccupancyMeter
  private var accepted = 0
  private var isServing = false
  private var isLeaving = false
  private var isStopping = false
  private var ending: EmbeddedEvents.Ending?
  /// How soon idle connections have been told to go.
  private var retirement: Interval?

  /// - Throws: EMFILE or ENFILE when no descriptor is left.
  init(_ parts: EmbeddedParts) throws(SystemCallError) {
    self.parts = parts
    server = parts.server
    link = parts.link
    gate = parts.gate
    slot = parts.slot
    settings = parts.settings
    events = try EmbeddedEvents()
    requests = RequestDesk(slot: slot, limit: parts.requestLimit, events: events)
    channelToken = UInt64(gate.tokenCount)
    eventsToken = channelToken + 1
    poller = try Poller(capacity: gate.tokenCount + 2)
    meter = OccupancyMeter(
      limit: settings.connectionsPerWorker, delay: settings.reportDelay, now: .exact)
  }

  /// Serves until told to leave, until a limit, or until the supervisor is gone.
  ///
  /// - Parameter whenReady: Is called once, when connections are accepted.
  /// - Returns: Why the server ended without having been told to; nil if it was.
  /// - Throws: What makes serving impossible, such as ENOMEM for the epoll set.
  func run(whenReady: () -> Void) throws(SystemCallError) -> String? {
    try poller.watch(link.number, for: .readable, token: channelToken)
    try poller.watch(events.number, for: .readable, token: eventsToken)
    try EmbeddedCrash.install(requests, slot: slot, settings: settings.crash)
    server.start(EmbeddedContext(events: events, requests: requests, addresses: parts.addresses))
    while true {
      try turn(whenReady)
      if case .failed(let reason) = ending { return reason }
      // One that is still starting may have been forked for the connections that wait, and told to leave after them.
      if !isLeaving, link.departure != nil, isServing || link.departure == .orphaned { try beginToLeave() }
      guard isLeaving, meter.open == 0 else { continue }
      guard ending == nil, isServing else { return nil }
      if !isStopping { server.stop() }
      isStopping = true
    }
  }

  private func turn(_ whenReady: () -> Void) throws(SystemCallError) {
    let count = try poller.wait(patience)
    try gate.resume(in: poller)
    var found: (listener: Bool, channel: Bool, news: Bool) = (false, false, false)
    for index in 0..<count {
      let token = poller.event(at: index).token
      if gate.notes(token) {
        found.listener = true
      } else if token == channelToken {
        found.channel = true
      } else if token == eventsToken {
        found.news = true
      }
    }
    if found.news { try hear(whenReady) }
    // The listener before the channel: an order to leave must not lose the connection of this wake-up.
    if found.listener, try !take(gate.acceptReady(in: poller)), gate.looksFurther {
      link.mayHaveMissedConnection = true
    }
    if found.channel { try hearOrders() }
    if link.mayHaveMissedConnection {
      link.mayHaveMissedConnection = false
      for index in 0..<gate.count where link.departure == nil && isServing {
        _ = try take(gate.accept(from: index, in: poller))
      }
    }
    meter.look(at: .exact)
    guard isServing, link.departure == nil else { return }
    try meter.hasRoom ? gate.open(in: poller) : gate.close(in: poller)
    try meter.isBusy ? link.becameBusy() : link.becameIdle()
  }

  private var patience: PollTimeout {
    var until = isServing && !isLeaving ? meter.deadline : nil
    if let again = gate.acceptsAgainAt { until = min(until ?? again, again) }
    return until.map { .after(MonotonicTime.exact.interval(to: $0)) } ?? .never
  }

  // MARK: - What is heard

  private func hear(_ whenReady: () -> Void) throws(SystemCallError) {
    let news = try events.take()
    meter.note(taken: news.taken, closed: news.closed, at: .exact)
    slot.holds(connections: meter.open)
    if let end = news.ending { ending = isStopping || end != .ordered ? end : .failed("it ended by itself") }
    if news.isReady {
      isServing = true
      slot.become(.waiting, at: MonotonicTime.exact.unsigned)
      try gate.open(in: poller)
      try link.becameIdle()
      whenReady()
    }
    if news.isNudged, link.departure == nil { try link.reachRequestLimit() }
  }

  private func hearOrders() throws(SystemCallError) {
    try link.hearOrders()
    // An orphan's channel would be ready for ever.
    if link.departure == .orphaned { try poller.unwatch(link.number) }
    if isLeaving { retireConnections() }
    if settings.connectionsPerWorker == 1, slot.isUnderPressure { server.relieve() }
  }

  /// Gives a connection to the server; false when there was none.
  private func take(_ socket: consuming StreamSocket?) throws(SystemCallError) -> Bool {
    guard let socket else { return false }
    accepted += 1
    slot.countConnection()
    if accepted == parts.connectionLimit {
      try gate.close(in: poller)
      try link.reachLimit()
    }
    meter.gaveConnection(at: .exact)
    slot.holds(connections: meter.open)
    let client = socket.peer.flatMap { ClientAddress($0) }.map { PeerRecord($0) }
    server.take(socket, from: ConnectionOrigin(number: UInt64(accepted), client: client))
    return true
  }

  // MARK: - Leaving

  /// Takes no more connections, and lets the server finish those it has; as in ``MultiplexedLoop``.
  private func beginToLeave() throws(SystemCallError) {
    isLeaving = true
    slot.become(.leaving, at: MonotonicTime.exact.unsigned)
    try gate.close(in: poller)
    if link.departure != .orphaned { try link.hearOrders() }
    if link.departure != .connectionLimit {
      try link.acknowledgeLeave()
      // Who has never served has no wake-up to honour.
      if isServing {
        for index in 0..<gate.count { _ = try take(gate.accept(from: index, in: poller)) }
        while try take(gate.acceptLast(in: poller)) {}
      }
    }
    try gate.letGo(in: poller)
    retireConnections()
  }

  private func retireConnections() {
    guard isServing, let departure = link.departure else { return }
    let isPatient = departure.isPatient && !slot.isUnderPressure
    let moment = isPatient ? parts.keepAliveTimeout : settings.leaveGrace
    if let retirement, retirement <= moment { return }
    retirement = moment
    server.retire(after: .nanoseconds(moment.nanoseconds))
  }
}
