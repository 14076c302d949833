import IPCProtocol
import LinuxIO
import Logging
import SystemPackage

/// How workers are heard, and where they go.
extension Supervisor {
  /// Reads what a worker has to say.
  func hear(_ id: WorkerID) {
    guard let worker = workers[id], worker.isHeard else { return }
    attempt { () throws(SystemCallError) in
      let delivery = try worker.channel.receive()
      for report in delivery.messages {
        if let event = event(report, id) {
          obey(pool.handle(event, at: .now))
        } else {
          worker.wasNotExecuted = true
        }
      }
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
      // They are open until then, and a worker that is forked meanwhile has to close them, too.
      defer { forgetDescriptors(of: worker) }
      if worker.wasNotExecuted, case .exited(let code) = status {
        tellExecutionFailure(Errno(rawValue: code), of: id)
      }
      var requests: UInt64 = 0
      if let slot = scoreboard.slot(worker.slotIndex) {
        obituaries[id] = obituary(of: slot)
        requests = slot.requestsServed
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

  /// Nil for what is no news of a worker but of the lack of one.
  private func event(_ report: WorkerReport, _ id: WorkerID) -> PoolEvent? {
    switch report {
    case .ready:
      // One that was executed before proves nothing.
      if let failure = executionFailure, failure.worker < id { executionFailure = nil }
      return .ready(id)
    case .connectionAccepted: return .accepted(id)
    case .finished: return .finished(id)
    case .acknowledgedLeave: return .acknowledgedLeave(id)
    case .reachedConnectionLimit: return .reachedConnectionLimit(id)
    case .reachedRequestLimit: return .reachedRequestLimit(id)
    case .notExecuted: return nil
    }
  }

  /// Each attempt fails in the same way: it is said once, until a worker has become ready or the reason is another.
  private func tellExecutionFailure(_ reason: Errno, of id: WorkerID) {
    let isKnown = executionFailure?.reason == reason
    executionFailure = (reason, id)
    guard !isKnown else { return }
    let error = SupervisorError.notExecuted(SystemCallError(call: "execve", errno: reason))
    logger.error("cannot execute the program for a worker", metadata: ["reason": "\(error)"])
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

  func watch(_ worker: WorkerProcess) throws(SystemCallError) {
    do throws(SystemCallError) {
      try poller.watch(worker.process.number, for: .readable, token: EventSource.process(worker.id).token)
      try poller.watch(worker.channel.number, for: .readable, token: EventSource.channel(worker.id).token)
    } catch {
      // Unwatched, it would never be heard nor reaped.
      Fork.destroy(worker.process.pid)
      workers[worker.id] = nil
      defer { forgetDescriptors(of: worker) }
      vacate(worker.slotIndex)
      obey(pool.handle(.left(worker.id, .killed(by: .kill)), at: .now))
      throw error
    }
  }

  func enlist(_ worker: WorkerProcess) {
    workers[worker.id] = worker
    descriptorsOfWorkers.insert(worker.process.number)
    descriptorsOfWorkers.insert(worker.channel.number)
  }

  private func forgetDescriptors(of worker: WorkerProcess) {
    descriptorsOfWorkers.remove(worker.process.number)
    descriptorsOfWorkers.remove(worker.channel.number)
  }
}
