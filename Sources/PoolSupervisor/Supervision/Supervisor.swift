import IPCProtocol
package import LinuxIO
package import Logging
import SystemPackage

/// The parent process: it forks workers, hears what they report, and obeys the ``Pool``'s decisions.
///
/// One thread, one loop, everything that happens is an event of one ``Poller``. It parses no byte that came over the
/// network, starts no task, and never sleeps but in the poller.
package final class Supervisor {
  /// What a worker does with its life; the result is its exit code. Runs in the child, after the fork.
  package typealias Life = (consuming WorkerSeat) -> Int32

  let hooks: SupervisorHooks
  /// What is in force.
  var plan: SupervisorPlan
  /// What is to follow, while a new generation is being started by it.
  var successor: SupervisorPlan?
  let poller: Poller
  let scoreboard: Scoreboard
  var pool: Pool
  var workers: [WorkerID: WorkerProcess] = [:]
  /// What belongs to the workers. A child that asked each of its siblings would count references to all of them, and so
  /// copy the memory where they are.
  var descriptorsOfWorkers = DescriptorSet()
  var freeSlots: [Int]
  var nextID: UInt32 = 1
  /// What workers served that have ended since.
  var servedByTheDeparted = TrafficCounts()
  let startedAt = MonotonicTime.exact
  /// nil without any.
  let auxiliaries: Auxiliaries?
  /// What workers that have just been reaped left on the scoreboard.
  var obituaries: [WorkerID: Logger.Metadata] = [:]
  /// Which worker's memory is measured next.
  var nextMeasured = 0

  /// Whether the kernel gives this process children that it did not fork.
  let reapsOrphans = Orphans.comeHere
  let signals: SignalDescriptor
  /// Whether the end of the terminal is no reason to end, as nohup(1) arranges it.
  let ignoresTerminalHangup: Bool
  /// A server that was started to take this one's place.
  var upgrade: Upgrade?
  var upgradeIsPending = false
  /// The server whose place this one is to take, until it has.
  var predecessor: Predecessor?
  /// Whether this server ended because it could not take its predecessor's place.
  package internal(set) var hasFailedToTakeOver = false
  var watchedListeners: [Listener] = []
  /// Why the program cannot be executed for workers, if that is so and has been told, and the latest that it was to be.
  var executionFailure: (reason: Errno, worker: WorkerID)?

  var heapFiller: HeapFiller?
  private let timer: TimerDescriptor
  private var armedDeadline: Pool.Instant?
  private var isFinished = false

  /// Where every decision is told.
  package var logger: Logger { plan.logger }

  /// Prepares everything but forks nothing.
  ///
  /// TERM, INT, QUIT, HUP, USR1, USR2, WINCH, TTIN and TTOU are received from here on.
  ///
  /// - Parameters:
  ///   - plan: What to work by until a reload.
  ///   - hooks: What is asked of the program around it.
  ///   - predecessor: The server whose place this one is to take, nil for none.
  /// - Throws: EMFILE or ENFILE when no descriptor is left, ENOMEM without memory for the scoreboard.
  package init(
    plan: SupervisorPlan, hooks: SupervisorHooks, predecessor: Predecessor? = nil
  ) throws(SystemCallError) {
    self.plan = plan
    self.hooks = hooks
    self.predecessor = predecessor
    let limits = plan.limits
    // Room for two generations of workers at a time, and for a pool that a reload makes larger.
    scoreboard = try Scoreboard(slotCount: max(1024, 2 * limits.maxWorkers + 64))
    pool = Pool(limits: limits, capacity: scoreboard.slotCount)
    auxiliaries = try Auxiliaries.of(hooks, plan, board: scoreboard)
    freeSlots = Array((0..<scoreboard.slotCount).reversed())
    try SignalMask.ignore(.pipe)
    // Ignored, as some launchers leave it, the kernel would reap the workers itself and nobody learn how they ended.
    try SignalMask.reset(.child)
    // A signal that is blocked is received even if it is ignored: nohup(1) would have no effect.
    // And if the old server led its terminal's session, its end after an upgrade looks like that of the terminal.
    let isHangupIgnored = try SignalMask.isIgnored(.hangup)
    ignoresTerminalHangup = isHangupIgnored || predecessor != nil
    signals = try SignalDescriptor(receiving: Self.ownSignals + (reapsOrphans ? [.child] : []))
    if plan.birth.isExecution { try Self.receiveSignalsOfAllThreads(reapsOrphans) }
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
    fillHeap()
    regulate()
    tendAuxiliaries()
    while !isFinished {
      let count = try poller.wait(.never)
      for index in 0..<count { handle(poller.event(at: index)) }
      regulate()
    }
    auxiliaries?.end()
  }

  /// What the supervisor opened for itself and for its workers, which each child closes.
  var descriptorsOfSupervisor: DescriptorSet {
    var descriptors = descriptorsOfWorkers
    descriptors.insert(poller.number)
    descriptors.insert(signals.number)
    descriptors.insert(timer.number)
    descriptors.insert(scoreboard.descriptorNumber)
    descriptors.insert(contentsOf: hooks.mappedDescriptors)
    descriptors.insert(contentsOf: plan.confinement.descriptorNumbers)
    if let predecessor { descriptors.insert(predecessor.number) }
    if let successor { descriptors.insert(contentsOf: successor.confinement.descriptorNumbers) }
    if let upgrade {
      descriptors.insert(upgrade.process.number)
      descriptors.insert(upgrade.channel.number)
    }
    if let manager = hooks.serviceManager { descriptors.insert(manager.descriptorNumber) }
    return descriptors
  }

  private func handle(_ event: PollEvent) {
    switch EventSource(token: event.token) {
    case .signals: attempt { () throws(SystemCallError) in try receiveSignals() }
    case .timer: attempt { () throws(SystemCallError) in try timer.acknowledge() }
    // Looking at the backlog, which regulate() does anyway, is all there is to do.
    case .listener: break
    case .channel(let id): hear(id)
    case .process(let id): reap(id)
    case .successorChannel: hearSuccessor()
    case .successorProcess: reapSuccessor()
    case .auxiliaries: tendAuxiliaries()
    case nil: logger.error("event of an unknown source", metadata: ["token": "\(event.token)"])
    }
  }

  private func regulate() {
    let now = SuspendingClock.now
    obey(pool.regulate(at: now, backlog: backlog, awaitsHeir: hooks.connectionsAwaitHeir()))
    advanceUpgrade(at: now)
    hooks.serviceManager?.follow(pool, at: now)
    attempt { () throws(SystemCallError) in try watchListeners(pool.wantsListenerEvents) }
    attempt { () throws(SystemCallError) in try armTimer(for: nextDeadline, now: now) }
    describePool()
  }

  func obey(_ actions: [PoolAction]) {
    for action in actions {
      switch action {
      case .spawn(let count): spawn(count)
      case .spawnSuccessors(let count): spawnSuccessors(count)
      case .readConfiguration: readConfiguration()
      case .adoptSuccessors: adoptSuccessors()
      case .dropSuccessors: dropSuccessors()
      case .started: takeOver()
      case .retire(let id): order(.leave, id)
      case .drain(let id): order(.drain, id)
      case .wake(let id): order(.wake, id)
      case .relieve(let id): order(.relieve, id)
      case .setPressure(let isOn): scoreboard.isUnderPressure = isOn
      case .kill(let id, let signal):
        attempt { () throws(SystemCallError) in try workers[id]?.process.send(signal) }
      case .stopQueueing:
        for listener in openListeners {
          attempt { () throws(SystemCallError) in try listener.stopQueueing() }
        }
      case .look: obey(pool.handle(.sighted(lookAtWorkers()), at: .now))
      case .ping(let id, let number):
        slot(of: id)?.ping(number)
        order(.ping, id)
      case .declareTimeUp(let id): slot(of: id)?.declareTimeUp()
      case .report(let report):
        report.log(to: logger, with: obituary(for: report))
        if case .bootFailed = report.subject { failToTakeOver() }
      case .finish: isFinished = true
      }
    }
  }

  /// Arranges for less memory to be copied of workers that are forked from here on; see ``HeapFiller``.
  func fillHeap() {
    heapFiller = nil
    if !plan.birth.isExecution { heapFiller = HeapFiller() }
  }

  /// Runs what may fail without harm to the rest of the pool; the failure is logged.
  func attempt(_ body: () throws(SystemCallError) -> Void) {
    do throws(SystemCallError) { try body() } catch {
      logger.error("system call failed", metadata: ["call": "\(error.call)", "reason": "\(error.errno)"])
    }
  }

  private var nextDeadline: Pool.Instant? {
    [pool.nextDeadline, upgrade?.deadline, hooks.serviceManager?.nextDeadline].compactMap(\.self).min()
  }

  private func armTimer(for deadline: Pool.Instant?, now: Pool.Instant) throws(SystemCallError) {
    guard deadline != armedDeadline else { return }
    try timer.arm(after: deadline.map { now.duration(to: $0) })
    armedDeadline = deadline
  }
}
