import IPCProtocol
import LinuxIO
import Logging

/// From one plan to the next.
extension Supervisor {
  func orderReload() {
    if let upgrade, upgrade.isStarting {
      logger.notice("reloading when the upgrade under way is decided")
      upgrade.owesReload = true
    } else {
      obey(pool.handle(.reloadOrdered, at: .now))
    }
  }

  /// Starts a new generation by the plan in force: workers that may open nothing get what the supervisor has opened.
  func renewWorkers() {
    guard !pool.isStopping, !pool.generations.isDormant else { return }
    // A reload that has to wait, or has forked already, is followed by another.
    guard !pool.isInTransition, pool.tally.total < pool.capacity, !(upgrade?.isStarting ?? false) else {
      return orderReload()
    }
    successor = plan
    obey(pool.handle(.reload(pool.limits, within: plan.takeoverTimeout), at: .now))
  }

  /// Reads the configuration again, and starts a new generation by it if it is good.
  func readConfiguration() {
    hooks.serviceManager?.beginReload()
    do throws(PlanRefused) {
      let next = try readPlan()
      let most = PoolLimits.mostWorkers(for: scoreboard.slotCount)
      guard next.limits.maxWorkers <= most else {
        throw PlanRefused(
          "--max-workers \(next.limits.maxWorkers) is more than the \(most) that this server, as it was started, "
            + "has room for: lower it, or upgrade with USR2, which starts anew")
      }
      successor = next
      obey(pool.handle(.reload(next.limits, within: next.takeoverTimeout), at: .now))
    } catch {
      hooks.serviceManager?.endReload()
      logger.error("reload refused, everything stays as it is", metadata: ["reason": "\(error)"])
    }
  }

  /// What reading takes comes from the holes of the heap, or that would grow with each reload.
  private func readPlan() throws(PlanRefused) -> SupervisorPlan {
    heapFiller = nil
    defer { fillHeap() }
    return try hooks.readPlan(plan.listeners)
  }

  /// The new generation's plan is the one in force from here on.
  func adoptSuccessors() {
    replacePlan()
    // What the old plan held is free only now.
    fillHeap()
  }

  private func replacePlan() {
    guard let next = successor else { return }
    let old = plan
    plan = next
    if next.birth.isExecution, !old.birth.isExecution {
      attempt { () throws(SystemCallError) in try Self.receiveSignalsOfAllThreads(reapsOrphans) }
    }
    successor = nil
    hooks.serviceManager?.endReload()
    close(old.listeners.filter { !next.has($0) })
    for listener in next.listeners where old.has(listener) {
      attempt { () throws(SystemCallError) in
        if old.backlog != next.backlog { try listener.setBacklog(next.backlog) }
        if old.deferral != next.deferral { try listener.deferAccept(for: next.deferral) }
      }
    }
  }

  /// The new generation was given up.
  func dropSuccessors() {
    guard let failed = successor else { return }
    successor = nil
    hooks.serviceManager?.endReload()
    close(failed.listeners.filter { !plan.has($0) })
  }

  /// Lets nobody come to `listeners` any more. Who waits in their queues is served by the workers that are about to
  /// leave; the last of them closes the last copy.
  private func close(_ listeners: [Listener]) {
    for listener in listeners {
      logger.notice("listener closed", metadata: ["address": "\(listener.address)"])
      unwatch(listener)
      attempt { () throws(SystemCallError) in try listener.stopQueueing() }
      listener.letGo(replacedBy: poller.number)
    }
  }

  /// Every listener of the plan in force and of the one that is to follow.
  var openListeners: [Listener] {
    guard let successor else { return plan.listeners }
    return plan.listeners + successor.listeners.filter { !plan.has($0) }
  }

  /// How many connections wait at all listeners together; while the server stops, at those that end with it.
  var backlog: Int {
    var depth = 0
    for listener in openListeners where !pool.isStopping || listener.isOwned {
      attempt { () throws(SystemCallError) in depth += try listener.backlog() }
    }
    return depth
  }

  func watchListeners(_ wanted: Bool) throws(SystemCallError) {
    let open = wanted ? openListeners : []
    for listener in watchedListeners where !open.contains(where: { $0 === listener }) { unwatch(listener) }
    for listener in open where !watchedListeners.contains(where: { $0 === listener }) {
      try poller.watch(listener.number, for: .readable, token: EventSource.listener.token)
      watchedListeners.append(listener)
    }
  }

  /// Closing alone would not do: as long as a child holds a copy it would stay in the epoll set.
  func unwatch(_ listener: Listener) {
    guard let index = watchedListeners.firstIndex(where: { $0 === listener }) else { return }
    watchedListeners.remove(at: index)
    attempt { () throws(SystemCallError) in try poller.unwatch(listener.number) }
  }
}

extension SupervisorPlan {
  func has(_ listener: Listener) -> Bool { listeners.contains { $0 === listener } }
}
