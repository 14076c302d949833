import IPCProtocol
import LinuxIO
import Logging
import SystemPackage

/// Where workers come from.
///
/// What can be done for a batch of them before the first fork or after the last is done there. A page that the supervisor
/// writes to after a fork is copied first, for the child has it, too; so between two forks it writes to little but its stack.
extension Supervisor {
  /// Forks `count` workers, fewer if the system refuses.
  func spawn(_ count: Int) {
    spawn(count, by: plan, generation: pool.generation) { .spawned($0, pid: $1) }
  }

  /// Forks `count` workers of the generation that is to follow, none if it was given up.
  func spawnSuccessors(_ count: Int) {
    guard let successor, let generation = pool.nextGeneration else { return }
    spawn(count, by: successor, generation: generation) { .spawnedSuccessor($0, pid: $1) }
  }

  private func spawn(
    _ count: Int, by plan: SupervisorPlan, generation: UInt32, _ event: (WorkerID, Int32) -> PoolEvent
  ) {
    do throws(SupervisorError) {
      // Once for all: between two forks nothing runs that could start a thread.
      if case .forked = plan.birth, let threads = Fork.threadCount, threads > 1 {
        throw .threadsBeforeFork(count: threads)
      }
      // To execute a program takes descriptors as well: all that are left must not be given out for channels before.
      let most = plan.birth.isExecution ? 1 : SocketPairs.capacity
      var missing = count
      while missing > 0 {
        let batch = min(missing, most)
        try spawnBatch(of: batch, by: plan, generation: generation, event)
        missing -= batch
      }
    } catch {
      logger.error("cannot fork a worker", metadata: ["reason": "\(error)"])
      obey(pool.handle(.spawnFailed(error.errno), at: .now))
    }
  }

  private func spawnBatch(
    of count: Int, by plan: SupervisorPlan, generation: UInt32, _ event: (WorkerID, Int32) -> PoolEvent
  ) throws(SupervisorError) {
    var ends = SocketPairs()
    var batch = SocketPairs.OneForEach<UnbornWorker?>(repeating: nil)
    var failure: SystemCallError?
    do throws(SystemCallError) {
      for index in 0..<count { batch[index] = try prepare(&ends, by: plan, generation: generation) }
    } catch {
      failure = error
    }
    // What a child closes is made before it is forked: each page that it touched for that would be a fault.
    let strangers = plan.birth.isExecution ? DescriptorSet() : strangers(to: plan, ends)
    let supervisor = Fork.pid
    do throws(SystemCallError) {
      for index in 0..<count {
        guard let worker = batch[index] else { break }
        switch plan.birth {
        case .executed(let execution):
          batch[index]?.pid = try execution.execute(seat(for: worker, channel: ends.childNumber))
        case .forked(let life):
          switch try Fork.split() {
          case .child: beginLife(life, as: worker, plan, ends.takeChildEnd(), strangers, supervisor)
          case .parent(let child): batch[index]?.pid = child
          }
        }
        ends.wasBorn()
      }
    } catch {
      failure = error
    }
    for index in 0..<count {
      guard let worker = batch[index] else { break }
      do throws(SystemCallError) {
        try welcome(worker, ends.takeParentEnd(), event)
      } catch {
        failure = error
      }
    }
    if let failure { throw .systemCall(failure) }
  }

  /// Makes what a worker needs that is yet to be forked.
  private func prepare(
    _ ends: inout SocketPairs, by plan: SupervisorPlan, generation: UInt32
  ) throws(SystemCallError) -> UnbornWorker {
    guard let slotIndex = freeSlots.last, let slot = scoreboard.slot(slotIndex) else {
      throw SystemCallError(call: "fork", errno: .resourceTemporarilyUnavailable)
    }
    try ends.add()
    slot.reset()
    freeSlots.removeLast()
    defer { nextID &+= 1 }
    var generator = SystemRandomNumberGenerator()
    return UnbornWorker(
      id: WorkerID(nextID), generation: generation, slotIndex: slotIndex,
      connectionLimit: plan.limits.connectionLimit(using: &generator),
      requestLimit: plan.limits.requestLimit(using: &generator))
  }

  private func seat(for worker: UnbornWorker, channel: Int32) -> ExecutedSeat {
    ExecutedSeat(
      channel: channel, scoreboard: scoreboard, board: scoreboard, slotIndex: worker.slotIndex, id: worker.id,
      generation: worker.generation, connectionLimit: worker.connectionLimit,
      requestLimit: worker.requestLimit)
  }

  /// Makes a process that was just forked one of the pool; gives back what was prepared for one that was not.
  ///
  /// One that cannot be watched must not live, though it may have served for a moment. Descriptors are not what it is for
  /// want of: the children's ends, as many, have just been closed.
  private func welcome(
    _ worker: UnbornWorker, _ end: consuming StreamSocket, _ event: (WorkerID, Int32) -> PoolEvent
  ) throws(SystemCallError) {
    guard let pid = worker.pid else { return freeSlots.append(worker.slotIndex) }
    let process: ProcessDescriptor
    do throws(SystemCallError) {
      process = try adopt(pid)
    } catch {
      vacate(worker.slotIndex)
      throw error
    }
    let present = WorkerProcess(
      id: worker.id, process: process, channel: SupervisorChannel(over: end), slotIndex: worker.slotIndex)
    enlist(present)
    scoreboard.slot(worker.slotIndex)?.note(
      pid: pid, worker: worker.id.rawValue, generation: worker.generation,
      forkedAt: MonotonicTime.exact.unsigned)
    obey(pool.handle(event(worker.id, pid), at: .now))
    try watch(present)
  }

  /// What a worker closes: the supervisor's, its siblings', the side processes', and listeners of another plan.
  /// Among the channels in `ends` of those that are forked together with it is its own, which it spares.
  private func strangers(to plan: SupervisorPlan, _ ends: borrowing SocketPairs) -> DescriptorSet {
    var descriptors = descriptorsOfSupervisor
    ends.addNumbers(to: &descriptors)
    auxiliaries?.addDescriptors(to: &descriptors)
    // Without a successor there is but one plan, and to look at each listener counts a reference to it.
    if successor != nil {
      for listener in openListeners where !plan.has(listener) { descriptors.insert(listener.number) }
    }
    return descriptors
  }

  /// Lets go of everything that is the parent's or a sibling's, then lives, then ends.
  private func beginLife(
    _ life: Life, as worker: UnbornWorker, _ plan: SupervisorPlan, _ end: consuming StreamSocket,
    _ strangers: DescriptorSet, _ supervisor: Int32
  ) -> Never {
    guard let slot = scoreboard.slot(worker.slotIndex) else { Fork.exit(1) }
    ForkedChild.begin(
      under: supervisor, closing: strangers, sparing: end.number, confinement: plan.confinement,
      keepingCrashHandlers: plan.keepsCrashHandlers, logger: logger)
    let seat = WorkerSeat(
      channel: WorkerChannel(over: end), id: worker.id, generation: worker.generation, slot: slot,
      connectionLimit: worker.connectionLimit, requestLimit: worker.requestLimit)
    Fork.exit(life(seat))
  }
}

extension SupervisorError {
  fileprivate var errno: Errno {
    switch self {
    case .threadsBeforeFork: .deadlock
    case .notExecuted(let error), .systemCall(let error): error.errno
    }
  }
}
