import IPCProtocol
import LinuxIO

/// Many connections in one worker: all in the epoll set, their requests served one after another as they become
/// complete. A slow client costs memory, never a worker.
///
/// Not checked for exclusive access while the program runs; see ``Exchange``.
final class MultiplexedLoop {
  let link: SupervisorLink
  let gate: ListenerGate
  let engine: HTTPEngine
  let parts: WorkerParts
  let poller: Poller
  // The listeners' tokens come first.
  private let channelToken: UInt64
  private let firstToken: UInt64
  /// What an async handler has in hand; nil where the handler is synchronous.
  let requests: AsyncRequests?
  /// How to be told of what clients send.
  ///
  /// At its edges, which spares the kernel a look at each connection that was just read from, two in a hundred of a small
  /// request's cost. The engine reads all there is or says ``HTTPEngine/Next/yield``; that more is there which is not
  /// told again can only be the end behind the last bytes, and that is told with them. (Or what follows urgent data, or a
  /// descriptor on a unix socket, at which a read stops: HTTP has neither, and who sends it waits for a timeout.)
  ///
  /// An async handler reads when it likes: of its connections the kernel tells until nothing is left.
  let input: Interest
  /// When responses that would never end are cancelled, and whatever is left when there is no supervisor.
  @safe @exclusivity(unchecked) var cancelsAt: MonotonicTime?
  @safe @exclusivity(unchecked) var connections = ConnectionTable()
  @safe @exclusivity(unchecked) private var timers = TimerWheel(now: .coarse)
  @safe @exclusivity(unchecked) private var meter: LoadMeter
  @safe @exclusivity(unchecked) var isLeaving = false

  init(_ parts: WorkerParts) throws(SystemCallError) {
    self.parts = parts
    link = parts.link
    gate = parts.gate
    engine = parts.engine
    channelToken = UInt64(parts.gate.tokenCount)
    firstToken = channelToken + 1
    requests = parts.engine.requests
    input = parts.engine.requests == nil ? [.readable, .peerEnd, .edgeTriggered] : .readable
    poller = try Poller(capacity: 64 + parts.gate.tokenCount)
    meter = LoadMeter(window: parts.settings.reportDelay, now: .exact)
  }

  func run() throws(SystemCallError) {
    try poller.watch(link.number, for: .readable, token: channelToken)
    if let requests { try watch(requests) }
    try gate.open(in: poller)
    try parts.prepareForCrashes(holder: self)
    parts.slot.become(.waiting, at: MonotonicTime.exact.unsigned)
    try link.becameIdle()
    parts.whenReady()
    while !isLeaving || connections.count > 0 {
      try turn()
      if link.departure == nil, parts.isAtRequestLimit { try link.reachRequestLimit() }
      if !isLeaving, link.departure != nil { try beginToLeave() }
    }
  }

  private func turn() throws(SystemCallError) {
    let begin = MonotonicTime.exact
    var patience = patience(at: begin)
    if let log = engine.exchange.requestLog { patience = log.readyToWait(patience) }
    if let requests { patience = requests.readyToWait(patience) }
    parts.safePoint.enter()
    let count = try poller.wait(patience)
    parts.safePoint.leave()
    requests?.executor.endWait()
    let end = MonotonicTime.exact
    meter.noteWait(from: begin, to: end)
    try report()
    try gate.resume(in: poller)
    var found: (listener: Bool, channel: Bool) = (false, false)
    for index in 0..<count {
      let event = poller.event(at: index)
      let token = event.token
      if gate.notes(token) {
        found.listener = true
      } else if token == channelToken {
        found.channel = true
      } else if token == .max {
        try acknowledgeJobs()
      } else {
        try serve(Int32(truncatingIfNeeded: token - firstToken), event.readiness)
      }
    }
    // The listener before the channel: an order to leave must not lose the connection of this wake-up.
    if found.listener {
      let isAdopter = try adopt(gate.takeHandedOver(for: engine))
      if try !take(gate.acceptReady(in: poller)), !isAdopter { try lookFurther() }
    }
    if found.channel {
      try link.hearOrders()
      if isLeaving { try hurryIdleClients() }
      try relievePressure()
    }
    if link.mayHaveMissedConnection {
      link.mayHaveMissedConnection = false
      // Whoever died may have taken a wake-up of each queue with it.
      _ = try adopt(gate.findHandedOver(for: engine))
      for index in 0..<gate.count where link.departure == nil {
        _ = try take(gate.accept(from: index, in: poller))
      }
    }
    if let deadline = timers.deadline, deadline <= end { try expireTimers(at: end) }
    if let requests { try run(requests) }
  }

  /// Looks where no event has told of anything; see ``ListenerGate/looksFurther``.
  private func lookFurther() throws(SystemCallError) {
    guard gate.looksFurther else { return }
    if gate.count > 1 { return link.mayHaveMissedConnection = true }
    _ = try adopt(gate.findHandedOver(for: engine))
  }

  private func report() throws(SystemCallError) {
    if meter.isBusy || !hasRoom { try link.becameBusy() } else { try link.becameIdle() }
  }

  var endsConnections: Bool {
    link.departure != nil || parts.nearsRequestLimit
      || (requests != nil && holdsOne && parts.slot.isUnderPressure)
  }

  /// Whether a client has this worker for itself, as in the classic model.
  var holdsOne: Bool { parts.settings.connectionsPerWorker == 1 }

  private var hasRoom: Bool { connections.count < parts.settings.connectionsPerWorker }

  private func patience(at now: MonotonicTime) -> PollTimeout {
    var until = timers.deadline
    if let again = gate.acceptsAgainAt { until = min(until ?? again, again) }
    if let cancelsAt { until = min(until ?? cancelsAt, cancelsAt) }
    if !link.isSettledAsIdle, hasRoom, !isLeaving {
      let report = now.advanced(by: parts.settings.reportDelay)
      until = min(until ?? report, report)
    }
    return until.map { .after(now.interval(to: $0)) } ?? .never
  }

  // MARK: - Connections

  /// Serves what a connection that was accepted has sent already; false when there was none.
  ///
  /// A connection whose request is answered at once and closed never enters the epoll set.
  func take(_ accepted: consuming StreamSocket?) throws(SystemCallError) -> Bool {
    guard let socket = accepted else { return false }
    if parts.countConnection() {
      try gate.close(in: poller)
      try link.reachLimit()
    }
    engine.endsConnections = endsConnections
    try settle(engine.open(socket))
    return true
  }

  /// Goes on with connections that a worker held which crashed; false when there are none.
  ///
  /// All are this worker's before the first is served: it may bring the next crash.
  func adopt(_ adopted: [Connection]) throws(SystemCallError) -> Bool {
    let keys = adopted.map { connections.insert($0) }
    for key in keys { try serve(key, .readable) }
    guard !keys.isEmpty else { return false }
    parts.slot.holds(connections: connections.count)
    if !hasRoom { try gate.close(in: poller) }
    return true
  }

  /// Serves what has come on a connection that is new here, and keeps it if it goes on.
  private func settle(_ connection: Connection) throws(SystemCallError) {
    let next = engine.begin(connection)
    guard next != .close else { return }
    let key = connections.insert(connection)
    parts.slot.holds(connections: connections.count)
    if !hasRoom { try gate.close(in: poller) }
    try go(on: key, connection, next)
  }

  private func serve(_ key: Int32, _ readiness: Readiness) throws(SystemCallError) {
    guard let connection = connections.connection(at: key) else { return }
    if let flight = connection.flight { return try notify(flight, of: readiness) }
    engine.endsConnections = endsConnections
    try go(on: key, connection, engine.advance(connection, hasEnded: readiness.tellsOfTheEnd))
  }

  func go(on key: Int32, _ connection: Connection, _ next: HTTPEngine.Next) throws(SystemCallError) {
    guard let interest = next.interest else {
      // Closing the descriptor takes it out of the epoll set.
      connections.remove(key)
      parts.slot.holds(connections: connections.count)
      if link.departure == nil { try gate.open(in: poller) }
      return
    }
    if let flight = connection.flight { return try leave(flight, withItsHandlerAs: key) }
    if !connection.isLasting, connection.phase == .keepAlive { try noteLasting(connection) }
    let due = TimerWheel.index(of: connection.deadline)
    let wanted = interest == .readable ? input : interest
    let anew = next == .yield && requests == nil
    if anew || !connections.isSettled(key, for: wanted, due: due) {
      try watch(key, for: wanted, anew: anew)
    }
  }

  /// This one was answered and stays: the next is for a sibling, so that lasting connections spread over the workers.
  private func noteLasting(_ connection: Connection) throws(SystemCallError) {
    connection.isLasting = true
    try gate.goToTheEnd(in: poller)
  }

  /// Has the epoll set watch a connection.
  ///
  /// - Parameters:
  ///   - key: Which one.
  ///   - interest: What for.
  ///   - anew: Whether what is there already is to be told once more.
  /// - Throws: What epoll_ctl(2) refuses.
  func watch(_ key: Int32, for interest: Interest, anew: Bool = false) throws(SystemCallError) {
    guard var entry = connections[key] else { return }
    let number = entry.connection.socket.number
    let token = UInt64(key) + firstToken
    if let present = entry.interest {
      if anew || present != interest.rawValue { try poller.change(number, to: interest, token: token) }
    } else {
      try poller.watch(number, for: interest, token: token)
    }
    entry.interest = interest.rawValue
    let due = TimerWheel.index(of: entry.connection.deadline)
    if due < entry.due { entry.due = timers.schedule(key, in: due) }
    connections[key] = entry
  }

  private func expireTimers(at now: MonotonicTime) throws(SystemCallError) {
    for key in timers.expire(at: now) {
      guard var entry = connections.takeDue(key, at: now) else { continue }
      if entry.connection.deadline <= now {
        if let flight = entry.connection.flight {
          flight.expire(at: now)
          try watch(flight, exactly: false)
          continue
        }
        try go(on: key, entry.connection, engine.expire(entry.connection))
      } else {
        // The deadline has moved since: look again then.
        entry.due = timers.schedule(key, in: TimerWheel.index(of: entry.connection.deadline))
        connections[key] = entry
      }
    }
  }
}

extension MultiplexedLoop: ConnectionHolder {
  func forEachConnection(_ body: (Connection) -> Void) { connections.forEach(body) }
}
