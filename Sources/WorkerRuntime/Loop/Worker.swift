package import IPCProtocol
package import LinuxIO
package import Logging
import SystemPackage

/// The child process: it waits for connections and orders, and serves one connection after another.
///
/// Its epoll set holds two descriptors, the listener and the channel. A client's connection is never in it: a busy
/// worker does not wait there, so the kernel wakes another.
package final class Worker {
  private enum Token {
    static let listener: UInt64 = 0
    static let channel: UInt64 = 1
  }

  let settings: WorkerSettings
  let logger: Logger
  private let listener: Listener
  private let channel: WorkerChannel
  private let slot: ScoreboardSlot
  private let connectionLimit: Int?
  private let service: any ConnectionService
  private let poller: Poller
  private var reporter = StateReporter()
  private var departure: Departure?
  private var connectionCount = 0
  private var watchesListener = false
  private var mayHaveMissedConnection = false
  private var usesExclusiveWakeups: Bool
  /// Set while accepting has to pause for want of descriptors or memory.
  private var acceptsAgainAt: SuspendingClock.Instant?

  /// - Parameters:
  ///   - listener: Where connections come from; siblings accept from it too.
  ///   - channel: The way to the supervisor.
  ///   - slot: Where this worker counts its connections.
  ///   - connectionLimit: Connections after which the worker leaves, nil for no limit.
  ///   - settings: How it waits and serves.
  ///   - service: What serves a connection.
  ///   - logger: Where it tells what goes wrong.
  /// - Throws: EMFILE, ENFILE or ENOMEM when no epoll instance can be made.
  package init(
    listener: Listener, channel: consuming WorkerChannel, slot: ScoreboardSlot, connectionLimit: Int?,
    settings: WorkerSettings, service: any ConnectionService, logger: Logger
  ) throws(SystemCallError) {
    self.listener = listener
    self.channel = channel
    self.slot = slot
    self.connectionLimit = connectionLimit
    self.settings = settings
    self.service = service
    self.logger = logger
    usesExclusiveWakeups = settings.usesExclusiveWakeups
    // Two descriptors are watched, so two events are all that one wait can bring.
    poller = try Poller(capacity: 2)
  }

  /// Serves until told to leave, until the connection limit, or until the supervisor is gone.
  package func run() throws(SystemCallError) {
    try poller.watch(channel.number, for: .readable, token: Token.channel)
    try watchListener()
    reporter.becameIdle()
    try report()
    while departure == nil { try awaitWork() }
    try leave()
  }

  /// Waits until `socket` is ready, the time is up, or this worker should not wait for it any longer.
  ///
  /// - Returns: False when the time is up.
  func wait(
    for interest: Interest, on socket: borrowing StreamSocket, until deadline: SuspendingClock.Instant
  ) throws(SystemCallError) -> Bool {
    while true {
      let remaining = SuspendingClock.now.duration(to: deadline)
      guard remaining > .zero else { return false }
      // Once it is leaving there is nothing to hear, and an orphan's channel would be ready for ever.
      let channelNumber = departure == nil ? channel.number : -1
      let outcome = try PairPoll.wait(
        socket.number, for: interest, or: channelNumber, timeout: .after(remaining))
      if !outcome.second.isEmpty { try hearOrders() }
      if !outcome.first.isEmpty { return true }
    }
  }

  // MARK: - Waiting

  private func awaitWork() throws(SystemCallError) {
    let count = try poller.wait(patience)
    var found: (listener: Bool, channel: Bool) = (false, false)
    for index in 0..<count {
      let event = poller.event(at: index)
      if event.token == Token.listener { found.listener = true } else { found.channel = true }
    }
    if count == 0 {
      reporter.becameIdle()
      try report()
      try resumeAccepting()
    }
    // The listener first: an order to leave in the same batch must not lose the connection that this wake-up was for,
    // because the kernel tells no other worker of it.
    if found.listener { _ = try takeConnection() }
    if found.channel { try hearOrders() }
    if mayHaveMissedConnection {
      mayHaveMissedConnection = false
      _ = try takeConnection()
    }
  }

  /// How long to wait: without limit when the supervisor knows that this worker is idle.
  private var patience: PollTimeout {
    if let acceptsAgainAt { return .after(SuspendingClock.now.duration(to: acceptsAgainAt)) }
    return reporter.isSettledAsIdle ? .never : .after(settings.reportDelay)
  }

  private func hearOrders() throws(SystemCallError) {
    let delivery = try channel.receive()
    for order in delivery.messages {
      switch order {
      case .leave: departure = departure ?? .ordered
      case .drain: departure = .draining
      // A wake-up may have been lost with a sibling: look without being asked by the kernel.
      case .wake: mayHaveMissedConnection = true
      }
    }
    // A supervisor that sends garbage is as good as none.
    if delivery.ending != nil { departure = .orphaned }
  }

  private func report() throws(SystemCallError) {
    guard let report = reporter.pending else { return }
    switch try channel.send(report) {
    case .sent: reporter.told(report)
    // Offered again when the state changes or the next wait ends.
    case .full: break
    case .peerGone: departure = .orphaned
    }
  }

  // MARK: - Connections

  /// Accepts and serves one connection; false when none waited.
  private func takeConnection() throws(SystemCallError) -> Bool {
    guard let socket = try accept() else { return false }
    connectionCount += 1
    slot.countConnection()
    if connectionCount == connectionLimit {
      try unwatchListener()
      departure = departure ?? .connectionLimit
      try announceDeparture(.reachedConnectionLimit)
    } else {
      reporter.becameBusy()
      try report()
    }
    service.serve(socket, of: self)
    if departure == nil { try keepOrder() }
    return true
  }

  private func accept() throws(SystemCallError) -> StreamSocket? {
    do throws(SystemCallError) {
      return try listener.accept()
    } catch {
      let shortages: [Errno] = [.tooManyOpenFiles, .tooManyOpenFilesInSystem, .noBufferSpace, .noMemory]
      guard shortages.contains(error.errno) else { throw error }
      logger.error("cannot accept", metadata: ["call": "\(error.call)", "reason": "\(error.errno)"])
      // The listener stays readable: without a pause this loop would spin.
      try unwatchListener()
      acceptsAgainAt = .now.advanced(by: .milliseconds(500))
      return nil
    }
  }

  private func resumeAccepting() throws(SystemCallError) {
    guard let again = acceptsAgainAt, again <= .now else { return }
    acceptsAgainAt = nil
    try watchListener()
  }

  /// In the even order a worker registers anew now and then and so goes to the end of the kernel's queue. There is no
  /// other way: EPOLL_CTL_MOD is refused for a descriptor that is watched exclusively.
  private func keepOrder() throws(SystemCallError) {
    guard settings.acceptOrder == .even, connectionCount % 16 == 0 else { return }
    try unwatchListener()
    try watchListener()
  }

  private func watchListener() throws(SystemCallError) {
    guard !watchesListener else { return }
    do throws(SystemCallError) {
      let interest: Interest = usesExclusiveWakeups ? [.readable, .exclusive] : .readable
      try poller.watch(listener.number, for: interest, token: Token.listener)
    } catch {
      guard error.errno == .invalidArgument, usesExclusiveWakeups else { throw error }
      logger.warning("this kernel has no EPOLLEXCLUSIVE (Linux 4.5): a connection wakes every idle worker")
      usesExclusiveWakeups = false
      try poller.watch(listener.number, for: .readable, token: Token.listener)
    }
    watchesListener = true
  }

  private func unwatchListener() throws(SystemCallError) {
    guard watchesListener else { return }
    watchesListener = false
    try poller.unwatch(listener.number)
  }

  // MARK: - Leaving

  /// Leaves without losing a connection that the kernel gave to this worker alone.
  ///
  /// Once the listener is not watched no wake-up can come here. One may have come just before, unseen: so one look at
  /// the queue, whoever's connection it brings. More would keep a worker for ever under load.
  private func leave() throws(SystemCallError) {
    guard let departure, departure != .connectionLimit else { return }
    try unwatchListener()
    if departure != .orphaned { try announceDeparture(.acknowledgedLeave) }
    while try takeConnection(), self.departure == .draining {}
  }

  private func announceDeparture(_ message: WorkerReport) throws(SystemCallError) {
    reporter.isLeaving()
    if try channel.send(message) == .peerGone { departure = .orphaned }
  }
}
