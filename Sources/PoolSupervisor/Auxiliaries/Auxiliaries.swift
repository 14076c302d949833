import IPCProtocol
import LinuxIO
import Logging

/// The side processes of a supervisor: when they are forked, heard and reaped.
///
/// They have an epoll set of their own, which the supervisor's watches as one descriptor: its loop knows no more of them
/// than that there is something to do.
final class Auxiliaries {
  private enum Source {
    static let timer: UInt64 = 0
    static let channel: UInt64 = 1 << 32
    static let process: UInt64 = 2 << 32
  }

  /// How long they may finish what they are doing once the pool is gone.
  private static let grace = Duration.seconds(2)

  private let members: [AuxiliaryProcess]
  private let poller: Poller
  private let timer: TimerDescriptor
  private let board: Scoreboard
  private let own: Scoreboard
  private let confinement: Confinement
  private let keepsCrashHandlers: Bool
  private let logger: Logger
  private var isEnding = false

  /// - Parameters:
  ///   - auxiliaries: Who they are.
  ///   - board: The pool's scoreboard.
  ///   - confinement: What they give up, as the workers do.
  ///   - keepsCrashHandlers: Whether they keep what handles crash signals in this process.
  ///   - logger: Where it is told when one ends.
  /// - Throws: EMFILE or ENFILE when no descriptor is left, ENOMEM without memory.
  init(
    _ auxiliaries: [Auxiliary], board: Scoreboard, confinement: Confinement, keepsCrashHandlers: Bool,
    logger: Logger
  ) throws(SystemCallError) {
    let own = try Scoreboard(slotCount: auxiliaries.count)
    members = auxiliaries.enumerated().compactMap { index, auxiliary in
      own.slot(index).map { AuxiliaryProcess(auxiliary, slot: $0) }
    }
    self.own = own
    self.board = board
    self.confinement = confinement
    self.keepsCrashHandlers = keepsCrashHandlers
    self.logger = logger
    timer = try TimerDescriptor()
    poller = try Poller(capacity: 8)
    try poller.watch(timer.number, for: .readable, token: Source.timer)
  }

  /// Those that `hooks` wants, nil without any: then nothing is opened for them.
  static func of(
    _ hooks: SupervisorHooks, _ plan: SupervisorPlan, board: Scoreboard
  ) throws(SystemCallError) -> Auxiliaries? {
    guard !hooks.auxiliaries.isEmpty else { return nil }
    return try Auxiliaries(
      hooks.auxiliaries, board: board, confinement: plan.confinement,
      keepsCrashHandlers: plan.keepsCrashHandlers, logger: plan.logger)
  }

  /// Readable when ``handleEvents(executing:closing:)`` has something to do.
  var number: Int32 { poller.number }

  /// Adds what a child must close that is none of them, or the one at `index`.
  func addDescriptors(to descriptors: inout DescriptorSet, besidesThoseOf index: Int? = nil) {
    descriptors.insert(poller.number)
    descriptors.insert(timer.number)
    descriptors.insert(own.descriptorNumber)
    for other in members.indices where other != index {
      descriptors.insert(contentsOf: members[other].descriptorNumbers)
    }
  }

  /// Forks those whose time has come.
  ///
  /// - Parameters:
  ///   - isExecuting: Whether they are executed, as the workers are.
  ///   - others: What they must close of the supervisor's: its own descriptors and those of the pool.
  func spawnDue(executing isExecuting: Bool, closing others: () -> DescriptorSet) {
    let now = SuspendingClock.now
    for index in members.indices where !isEnding && members[index].isDue(at: now) {
      do throws(SupervisorError) {
        try spawn(index, executing: isExecuting, closing: others)
      } catch {
        let delay = members[index].fail(age: .zero, at: now)
        logger.error(
          "cannot fork the \(members[index].auxiliary.name) process",
          metadata: ["reason": "\(error)", "again-in": "\(delay)"])
      }
    }
    let next = members.filter { $0.incarnation == nil }.compactMap(\.backoff.until).min()
    attempt { () throws(SystemCallError) in try timer.arm(after: next.map { now.duration(to: $0) }) }
  }

  /// Hears and reaps them, and forks those that are missing.
  func handleEvents(executing isExecuting: Bool, closing others: () -> DescriptorSet) {
    attempt { () throws(SystemCallError) in try handleEvents(.immediate) }
    spawnDue(executing: isExecuting, closing: others)
  }

  /// Has them open their logs anew.
  func reopenLogs() {
    for present in members.compactMap(\.incarnation) {
      attempt { () throws(SystemCallError) in _ = try present.channel.send(.reopenLogs) }
    }
  }

  /// Whether `pid` is one of them.
  func owns(_ pid: Int32) -> Bool { members.contains { $0.incarnation?.process.pid == pid } }

  /// Tells them to leave and waits until they have, or kills them.
  func end() {
    isEnding = true
    for present in members.compactMap(\.incarnation) {
      attempt { () throws(SystemCallError) in _ = try present.channel.send(.leave) }
    }
    let deadline = MonotonicTime.exact.advanced(by: Self.grace)
    attempt { () throws(SystemCallError) in
      while members.contains(where: { $0.incarnation != nil }) {
        let rest = MonotonicTime.exact.duration(to: deadline)
        guard rest > .zero else { break }
        try handleEvents(.after(rest))
      }
    }
    for member in members {
      guard let pid = member.incarnation?.process.pid else { continue }
      logger.warning(
        "the \(member.auxiliary.name) process did not leave", metadata: ["pid": .stringConvertible(pid)])
      Fork.destroy(pid)
      member.incarnation = nil
    }
  }

  private func handleEvents(_ timeout: PollTimeout) throws(SystemCallError) {
    for event in 0..<(try poller.wait(timeout)) {
      let token = poller.event(at: event).token
      let index = Int(token & 0xffff_ffff)
      guard token != Source.timer else {
        try timer.acknowledge()
        continue
      }
      guard members.indices.contains(index) else { continue }
      if token & Source.process != 0 { try reap(members[index]) } else { try hear(members[index]) }
    }
  }

  /// Reads what it reports, which nobody needs to know, so that it never has to wait.
  private func hear(_ member: AuxiliaryProcess) throws(SystemCallError) {
    guard let present = member.incarnation, present.isHeard else { return }
    guard try present.channel.receive().ending != nil else { return }
    // An end of stream stays readable for ever; the process will be reaped.
    present.isHeard = false
    try poller.unwatch(present.channel.number)
  }

  private func reap(_ member: AuxiliaryProcess) throws(SystemCallError) {
    guard let present = member.incarnation, let status = try present.process.reap() else { return }
    try poller.unwatch(present.process.number)
    if present.isHeard { try poller.unwatch(present.channel.number) }
    member.incarnation = nil
    guard !isEnding else { return }
    let now = SuspendingClock.now
    let delay = member.fail(age: present.startedAt.duration(to: now), at: now)
    logger.error(
      "the \(member.auxiliary.name) process died",
      metadata: [
        "pid": .stringConvertible(present.process.pid), "status": "\(status)", "again-in": "\(delay)",
      ])
  }

  private func spawn(
    _ index: Int, executing isExecuting: Bool, closing others: () -> DescriptorSet
  ) throws(SupervisorError) {
    let member = members[index]
    if isExecuting, let execution = member.auxiliary.execution { return try execute(index, by: execution) }
    if let threads = Fork.threadCount, threads > 1 { throw .threadsBeforeFork(count: threads) }
    member.slot.reset()
    do throws(SystemCallError) {
      let pair = try SocketPair()
      let supervisor = Fork.pid
      switch try Fork.split() {
      case .child:
        var descriptors = others()
        addDescriptors(to: &descriptors, besidesThoseOf: index)
        ForkedChild.begin(
          under: supervisor, closing: descriptors, confinement: confinement,
          keepingCrashHandlers: keepsCrashHandlers, logger: logger)
        let seat = AuxiliarySeat(
          channel: WorkerChannel(over: pair.takeChildEnd()), slot: member.slot, scoreboard: board,
          supervisor: supervisor)
        Fork.exit(member.auxiliary.life(seat))
      case .parent(let pid):
        try adopt(pid, index, SupervisorChannel(over: pair.takeParentEnd()))
        logger.debug(
          "forked the \(member.auxiliary.name) process", metadata: ["pid": .stringConvertible(pid)])
      }
    } catch {
      throw .systemCall(error)
    }
  }

  private func execute(
    _ index: Int, by execution: any SeatExecution
  ) throws(SupervisorError) {
    members[index].slot.reset()
    do throws(SystemCallError) {
      let pair = try SocketPair()
      let pid = try execution.execute(
        ExecutedSeat(
          channel: pair.childNumber, scoreboard: board, board: own, slotIndex: index, id: WorkerID(0),
          generation: 0, connectionLimit: nil, requestLimit: nil))
      try adopt(pid, index, SupervisorChannel(over: pair.takeParentEnd()))
    } catch {
      throw .systemCall(error)
    }
  }

  /// Watches a new process. One that cannot be watched must not live.
  private func adopt(
    _ pid: Int32, _ index: Int, _ channel: consuming SupervisorChannel
  ) throws(SystemCallError) {
    do throws(SystemCallError) {
      let process = try ProcessDescriptor(pid: pid)
      try poller.watch(process.number, for: .readable, token: Source.process | UInt64(index))
      try poller.watch(channel.number, for: .readable, token: Source.channel | UInt64(index))
      members[index].incarnation = AuxiliaryProcess.Incarnation(process: process, channel: channel)
    } catch {
      Fork.destroy(pid)
      throw error
    }
  }

  private func attempt(_ body: () throws(SystemCallError) -> Void) {
    do throws(SystemCallError) { try body() } catch {
      logger.error("system call failed", metadata: ["call": "\(error.call)", "reason": "\(error.errno)"])
    }
  }
}
