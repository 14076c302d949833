import IPCProtocol
import LinuxIO
import Logging
import SystemPackage

/// Where workers come from, how they are heard, and where they go.
extension Supervisor {
  /// Forks `count` workers, fewer if the system refuses.
  func spawn(_ count: Int) {
    spawn(count) { () throws(SupervisorError) in
      try spawnOne(by: plan, generation: pool.generation) { .spawned($0, pid: $1) }
    }
  }

  /// Forks `count` workers of the generation that is to follow, none if it was given up.
  func spawnSuccessors(_ count: Int) {
    spawn(count) { () throws(SupervisorError) in
      guard let successor, let generation = pool.nextGeneration else { return }
      try spawnOne(by: successor, generation: generation) { .spawnedSuccessor($0, pid: $1) }
    }
  }

  private func spawn(_ count: Int, _ spawnOne: () throws(SupervisorError) -> Void) {
    for _ in 0..<count {
      do throws(SupervisorError) {
        try spawnOne()
      } catch {
        logger.error("cannot fork a worker", metadata: ["reason": "\(error)"])
        obey(pool.handle(.spawnFailed(error.errno), at: .now))
        return
      }
    }
  }

  /// Reads what a worker has to say.
  func hear(_ id: WorkerID) {
    guard let worker = workers[id], worker.isHeard else { return }
    attempt { () throws(SystemCallError) in
      let delivery = try worker.channel.receive()
      for report in delivery.messages { obey(pool.handle(event(report, id), at: .now)) }
      guard let ending = delivery.ending else { return }
      // The end of a stream stays readable for ever: without this the loop would spin until the worker is reaped.
      worker.isHeard = false
      try poller.unwatch(worker.channel.number)
      switch ending {
      case .closed: obey(pool.handle(.disconnected(id), at: .now))
      case .violation(let byte): obey(pool.handle(.violated(id, byte: byte), at: .now))
      }
    }
  }

  /// Takes leave of a worker that has ended, after its last words.
  func reap(_ id: WorkerID) {
    guard let worker = workers[id] else { return }
    hear(id)
    attempt { () throws(SystemCallError) in
      guard let status = try worker.process.reap() else { return }
      // Closing alone would not do: a sibling that was just forked may still hold copies of both, and as long as it does
      // they would stay in the epoll set, ready for ever.
      try poller.unwatch(worker.process.number)
      if worker.isHeard { try poller.unwatch(worker.channel.number) }
      workers[id] = nil
      var requests: UInt64 = 0
      if let slot = scoreboard.slot(worker.slotIndex) {
        obituaries[id] = obituary(of: slot)
        requests = slot.requestsAnswered
      }
      vacate(worker.slotIndex)
      obey(pool.handle(.left(id, status, requestsAnswered: requests), at: .now))
      obituaries[id] = nil
    }
  }

  /// Sends an order. A worker that is gone already needs none; one that does not read any more is killed.
  func order(_ order: SupervisorOrder, _ id: WorkerID) {
    guard let worker = workers[id] else { return }
    attempt { () throws(SystemCallError) in
      guard try worker.channel.send(order) == .full, order == .leave || order == .drain else { return }
      logger.warning("worker does not read its orders", metadata: ["pid": "\(worker.process.pid)"])
      try worker.process.send(.kill)
    }
  }

  private func event(_ report: WorkerReport, _ id: WorkerID) -> PoolEvent {
    switch report {
    case .ready: .ready(id)
    case .connectionAccepted: .accepted(id)
    case .finished: .finished(id)
    case .acknowledgedLeave: .acknowledgedLeave(id)
    case .reachedConnectionLimit: .reachedConnectionLimit(id)
    case .reachedRequestLimit: .reachedRequestLimit(id)
    }
  }

  private func spawnOne(
    by plan: SupervisorPlan, generation: UInt32, _ event: (WorkerID, Int32) -> PoolEvent
  ) throws(SupervisorError) {
    if let threads = Fork.threadCount, threads > 1 { throw .threadsBeforeFork(count: threads) }
    guard let slotIndex = freeSlots.last, let slot = scoreboard.slot(slotIndex) else {
      throw .systemCall(SystemCallError(call: "fork", errno: .resourceTemporarilyUnavailable))
    }
    slot.reset()
    var generator = SystemRandomNumberGenerator()
    let limit = plan.limits.connectionLimit(using: &generator)
    let requestLimit = plan.limits.requestLimit(using: &generator)
    do throws(SystemCallError) {
      let pair = try SocketPair()
      let supervisorPID = Fork.pid
      switch try Fork.split() {
      case .child:
        beginLife(
          plan, pair, generation: generation, slot: slot, connectionLimit: limit, requestLimit: requestLimit,
          supervisor: supervisorPID)
      case .parent(let pid):
        let process = try adopt(pid)
        let id = WorkerID(nextID)
        nextID &+= 1
        let worker = WorkerProcess(
          id: id, process: process, channel: SupervisorChannel(over: pair.takeParentEnd()),
          slotIndex: slotIndex)
        freeSlots.removeLast()
        workers[id] = worker
        slot.note(
          pid: pid, worker: id.rawValue, generation: generation, forkedAt: MonotonicTime.exact.unsigned)
        obey(pool.handle(event(id, pid), at: .now))
        try watch(worker)
      }
    } catch {
      throw .systemCall(error)
    }
  }

  /// Opens a pidfd of a new child. Without one the child could not be watched, so it must not live either.
  func adopt(_ pid: Int32) throws(SystemCallError) -> ProcessDescriptor {
    do throws(SystemCallError) {
      return try ProcessDescriptor(pid: pid)
    } catch {
      Fork.destroy(pid)
      throw error
    }
  }

  private func watch(_ worker: WorkerProcess) throws(SystemCallError) {
    do throws(SystemCallError) {
      try poller.watch(worker.process.number, for: .readable, token: EventSource.process(worker.id).token)
      try poller.watch(worker.channel.number, for: .readable, token: EventSource.channel(worker.id).token)
    } catch {
      // Unwatched, it would never be heard nor reaped.
      Fork.destroy(worker.process.pid)
      workers[worker.id] = nil
      vacate(worker.slotIndex)
      obey(pool.handle(.left(worker.id, .killed(by: .kill)), at: .now))
      throw error
    }
  }

  /// Lets go of everything that is the parent's or a sibling's, then lives, then ends.
  private func beginLife(
    _ plan: SupervisorPlan, _ pair: consuming SocketPair, generation: UInt32, slot: ScoreboardSlot,
    connectionLimit: Int?, requestLimit: Int?, supervisor: Int32
  ) -> Never {
    let foreign = openListeners.filter { !plan.has($0) }.map(\.number)
    ForkedChild.begin(
      under: supervisor, closing: ownDescriptorNumbers + foreign, confinement: plan.confinement,
      keepingCrashHandlers: plan.keepsCrashHandlers, logger: logger)
    let seat = WorkerSeat(
      channel: WorkerChannel(over: pair.takeChildEnd()), id: WorkerID(nextID), generation: generation,
      slot: slot,
      connectionLimit: connectionLimit, requestLimit: requestLimit)
    Fork.exit(plan.life(seat))
  }
}

extension SupervisorError {
  fileprivate var errno: Errno {
    switch self {
    case .threadsBeforeFork: .deadlock
    case .systemCall(let error): error.errno
    }
  }
}
