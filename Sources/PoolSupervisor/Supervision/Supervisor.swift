import IPCProtocol
package import LinuxIO
package import Logging

/// The parent process: it forks workers, hears what they report, and obeys the ``Pool``'s decisions.
///
/// One thread, one loop, everything that happens is an event of one ``Poller``. It parses no byte that came over the
/// network, starts no task, and never sleeps but in the poller.
package final class Supervisor {
  /// What a worker does with its life; the result is its exit code. Runs in the child, after the fork.
  package typealias Life = (consuming WorkerSeat) -> Int32

  let listeners: [Listener]
  let logger: Logger
  let life: Life
  let keepsCrashHandlers: Bool
  let poller: Poller
  let scoreboard: Scoreboard
  let confinement: Confinement
  let serviceManager: ServiceManager?
  var pool: Pool
  var workers: [WorkerID: WorkerProcess] = [:]
  var freeSlots: [Int]
  var nextID: UInt32 = 1
  /// What workers served that have ended since.
  var servedByTheDeparted = TrafficCounts()
  let startedAt = MonotonicTime.exact
  /// nil without any.
  let auxiliaries: Auxiliaries?
  /// Numbers of descriptors that were opened for the workers alone, besides the listeners: side processes close them.
  package var descriptorsOfWorkers: [Int32] = []
  /// Connections that one worker holds at a time. Told to those who watch the pool; nothing is decided from it.
  package var connectionsPerWorker = 1
  /// What workers that have just been reaped left on the scoreboard.
  var obituaries: [WorkerID: Logger.Metadata] = [:]
  /// Which worker's memory is measured next.
  var nextMeasured = 0

  /// Whether the kernel gives this process children that it did not fork.
  let reapsOrphans = Orphans.comeHere
  private let signals: SignalDescriptor
  private let timer: TimerDescriptor
  private let gracefulTimeout: Duration
  private let printStatus: (String) -> Void
  private var armedDeadline: Pool.Instant?
  private var watchesListeners = false
  private var isFinished = false

  /// Prepares everything but forks nothing.
  ///
  /// TERM, QUIT, HUP and INT are received from here on; INT also prints the pool.
  ///
  /// - Parameters:
  ///   - limits: What the pool is kept within.
  ///   - listeners: What the workers accept from; the supervisor only looks at their queues.
  ///   - logger: Where every decision is told, one line each.
  ///   - confinement: What each worker gives up before its life.
  ///   - serviceManager: Who is told of the start, the stop and the pool's counts.
  ///   - gracefulTimeout: How long workers may finish after a stop was ordered before they are killed.
  ///   - keepsCrashHandlers: Whether workers keep what handles crash signals in this process, such as Swift's
  ///     backtracer.
  ///   - auxiliaries: Side processes, forked with the first workers and ended after the last.
  ///   - printStatus: Receives the pool's last state as text when INT is received.
  ///   - life: What each worker does.
  /// - Throws: EMFILE or ENFILE when no descriptor is left, ENOMEM without memory for the scoreboard.
  package init(
    limits: PoolLimits, listeners: [Listener], logger: Logger, confinement: Confinement = Confinement(),
    serviceManager: ServiceManager? = nil, gracefulTimeout: Duration, keepsCrashHandlers: Bool = false,
    auxiliaries: [Auxiliary] = [], printStatus: @escaping (String) -> Void, life: @escaping Life
  ) throws(SystemCallError) {
    self.listeners = listeners
    self.logger = logger
    self.life = life
    self.confinement = confinement
    self.serviceManager = serviceManager
    self.gracefulTimeout = gracefulTimeout
    self.printStatus = printStatus
    self.keepsCrashHandlers = keepsCrashHandlers
    pool = Pool(limits: limits)
    // Room for two generations of workers at a time, and for a pool that a reload makes larger.
    scoreboard = try Scoreboard(slotCount: max(1024, 2 * limits.maxWorkers + 64))
    self.auxiliaries =
      auxiliaries.isEmpty
      ? nil
      : try Auxiliaries(
        auxiliaries, board: scoreboard, confinement: confinement, keepsCrashHandlers: keepsCrashHandlers,
        logger: logger)
    freeSlots = Array((0..<scoreboard.slotCount).reversed())
    try SignalMask.ignore(.pipe)
    // Ignored, as some launchers leave it, the kernel would reap the workers itself and nobody learn how they ended.
    try SignalMask.reset(.child)
    // A signal that is blocked is received even if it is ignored: nohup(1) would have no effect.
    let hangup: [Signal] = try SignalMask.isIgnored(.hangup) ? [] : [.hangup]
    let child: [Signal] = reapsOrphans ? [.child] : []
    signals = try SignalDescriptor(receiving: [.terminate, .quit, .interrupt] + hangup + child)
    timer = try TimerDescriptor()
    poller = try Poller(capacity: 128)
    try poller.watch(signals.number, for: .readable, token: EventSource.signals.token)
    try poller.watch(timer.number, for: .readable, token: EventSource.timer.token)
    if let auxiliaries = self.auxiliaries {
      try poller.watch(auxiliaries.number, for: .readable, token: EventSource.auxiliaries.token)
    }
  }

  /// Runs the pool until a signal has stopped it and the last worker has left.
  package func run() throws(SystemCallError) {
    if reapsOrphans { attempt { () throws(SystemCallError) in try reapOrphans() } }
    regulate()
    tendAuxiliaries()
    while !isFinished {
      let count = try poller.wait(.never)
      for index in 0..<count { handle(poller.event(at: index)) }
      regulate()
    }
    auxiliaries?.end()
  }

  /// What must be closed in a worker: everything the supervisor opened for itself, and what its siblings and the side
  /// processes have.
  var ownDescriptorNumbers: [Int32] { supervisorNumbers + (auxiliaries?.descriptorNumbers ?? []) }

  /// What the supervisor opened for itself and for its workers.
  var supervisorNumbers: [Int32] {
    [poller.number, signals.number, timer.number] + workers.values.flatMap(\.descriptorNumbers)
      + confinement.descriptorNumbers + (serviceManager.map { [$0.descriptorNumber] } ?? [])
  }

  private func handle(_ event: PollEvent) {
    switch EventSource(token: event.token) {
    case .signals: attempt { () throws(SystemCallError) in try receiveSignals() }
    case .timer: attempt { () throws(SystemCallError) in try timer.acknowledge() }
    // Looking at the backlog, which regulate() does anyway, is all there is to do.
    case .listener: break
    case .channel(let id): hear(id)
    case .process(let id): reap(id)
    case .auxiliaries: tendAuxiliaries()
    case nil: logger.error("event of an unknown source", metadata: ["token": "\(event.token)"])
    }
  }

  private func receiveSignals() throws(SystemCallError) {
    while let signal = try signals.next() {
      if signal == .child {
        try reapOrphans()
        continue
      }
      logger.notice("received \(signal)")
      if signal == .interrupt { printStatus(statusText(at: .now)) }
      obey(pool.handle(.stop(within: gracefulTimeout), at: .now))
    }
  }

  private func regulate() {
    let now = SuspendingClock.now
    obey(pool.regulate(at: now, backlog: backlog))
    serviceManager?.follow(pool, at: now)
    attempt { () throws(SystemCallError) in try watchListeners(pool.wantsListenerEvents) }
    attempt { () throws(SystemCallError) in try armTimer(for: nextDeadline, now: now) }
    describePool()
  }

  func obey(_ actions: [PoolAction]) {
    for action in actions {
      switch action {
      case .spawn(let count): spawn(count)
      case .retire(let id): order(.leave, id)
      case .drain(let id): order(.drain, id)
      case .wake(let id): order(.wake, id)
      case .relieve(let id): order(.relieve, id)
      case .setPressure(let isOn): scoreboard.isUnderPressure = isOn
      case .kill(let id, let signal):
        attempt { () throws(SystemCallError) in try workers[id]?.process.send(signal) }
      case .stopQueueing:
        for listener in listeners { attempt { () throws(SystemCallError) in try listener.stopQueueing() } }
      case .look: obey(pool.handle(.sighted(lookAtWorkers()), at: .now))
      case .ping(let id, let number):
        slot(of: id)?.ping(number)
        order(.ping, id)
      case .declareTimeUp(let id): slot(of: id)?.declareTimeUp()
      case .report(let report): report.log(to: logger, with: obituary(for: report))
      case .finish: isFinished = true
      }
    }
  }

  /// Runs what may fail without harm to the rest of the pool; the failure is logged.
  func attempt(_ body: () throws(SystemCallError) -> Void) {
    do throws(SystemCallError) { try body() } catch {
      logger.error("system call failed", metadata: ["call": "\(error.call)", "reason": "\(error.errno)"])
    }
  }

  /// How many connections wait at all listeners together.
  private var backlog: Int {
    var depth = 0
    for listener in listeners {
      attempt { () throws(SystemCallError) in depth += try listener.backlog() }
    }
    return depth
  }

  private var nextDeadline: Pool.Instant? {
    [pool.nextDeadline, serviceManager?.nextDeadline].compactMap(\.self).min()
  }

  private func watchListeners(_ wanted: Bool) throws(SystemCallError) {
    guard wanted != watchesListeners else { return }
    for listener in listeners {
      if wanted {
        try poller.watch(listener.number, for: .readable, token: EventSource.listener.token)
      } else {
        try poller.unwatch(listener.number)
      }
    }
    watchesListeners = wanted
  }

  private func armTimer(for deadline: Pool.Instant?, now: Pool.Instant) throws(SystemCallError) {
    guard deadline != armedDeadline else { return }
    try timer.arm(after: deadline.map { now.duration(to: $0) })
    armedDeadline = deadline
  }
}
