import IPCProtocol
import LinuxIO
import Logging
import SystemPackage

/// The old server's side of an upgrade: it starts a new one with its listeners, and leaves when that one serves.
extension Supervisor {
  func orderUpgrade() {
    if pool.isStopping {
      logger.notice("not upgrading, the server is stopping")
    } else if upgrade != nil {
      logger.notice("not upgrading, an upgrade is under way")
    } else if Fork.pid == 1 {
      logger.error(
        "not upgrading, as process 1 this server cannot leave its place to another: start a new container instead"
      )
    } else if hooks.executable == nil {
      logger.error("not upgrading, there is no program to execute")
    } else {
      upgradeIsPending = true
      if pool.isInTransition { logger.notice("upgrading when the present reload is over") }
    }
  }

  /// Begins an upgrade that waits, and ends one whose time is up.
  func advanceUpgrade(at now: Pool.Instant) {
    if upgradeIsPending, !pool.isInTransition {
      upgradeIsPending = false
      if !pool.isStopping { beginUpgrade(at: now) }
    }
    guard let upgrade, let deadline = upgrade.deadline, deadline <= now else { return }
    switch upgrade.phase {
    case .starting:
      giveUp(upgrade)
      reportFailure(of: upgrade, because: "the new server was not ready in time")
    case .ending:
      upgrade.phase = .killed
      attempt { () throws(SystemCallError) in try upgrade.process.send(.kill) }
    case .takenOver, .killed: break
    }
  }

  private func beginUpgrade(at now: Pool.Instant) {
    guard let executable = hooks.executable else { return }
    do throws(SystemCallError) {
      let pair = try SocketPair()
      let listeners = plan.listeners + hooks.auxiliaryListeners
      let numbers = listeners.map(\.number) + [pair.childNumber]
      let pid = try executable.start(
        inheriting: numbers, tellingFailureBy: TakeoverReport.notExecuted.rawValue,
        environment: InheritedListeners.environment(passingOn: listeners) { listener in
          plan.has(listener) ? nil : SupervisorHooks.auxiliaryName
        }, for: .succession)
      let process = try adopt(pid)
      let upgrade = Upgrade(
        process, TakeoverChannel(over: pair.takeParentEnd()),
        deadline: now.advanced(by: plan.takeoverTimeout))
      self.upgrade = upgrade
      try poller.watch(upgrade.process.number, for: .readable, token: EventSource.successorProcess.token)
      try poller.watch(upgrade.channel.number, for: .readable, token: EventSource.successorChannel.token)
      logger.notice(
        "upgrading, started a new server", metadata: ["new-pid": "\(pid)", "path": "\(executable.path)"])
    } catch {
      logger.error("upgrade failed, this server goes on", metadata: ["reason": "\(error)"])
      if let upgrade {
        // Unwatched, it would never be heard.
        Fork.destroy(upgrade.process.pid)
        self.upgrade = nil
      }
    }
  }

  /// Reads what the new server has to say.
  func hearSuccessor() {
    guard let upgrade, upgrade.isHeard else { return }
    attempt { () throws(SystemCallError) in
      let delivery = try upgrade.channel.receive()
      for report in delivery.messages {
        switch report {
        case .notExecuted: upgrade.wasNotExecuted = true
        case .takenOver: if upgrade.isStarting { leaveToSuccessor(upgrade) }
        }
      }
      guard delivery.ending != nil else { return }
      upgrade.isHeard = false
      try poller.unwatch(upgrade.channel.number)
    }
  }

  /// The new server has ended.
  func reapSuccessor() {
    guard let upgrade else { return }
    hearSuccessor()
    attempt { () throws(SystemCallError) in
      guard let status = try upgrade.process.reap() else { return }
      try poller.unwatch(upgrade.process.number)
      if upgrade.isHeard { try poller.unwatch(upgrade.channel.number) }
      self.upgrade = nil
      switch upgrade.phase {
      case .starting: reportFailure(of: upgrade, because: reason(of: upgrade, status))
      case .takenOver:
        logger.error("the new server has ended", metadata: ["status": "\(status)"])
      case .ending, .killed:
        logger.notice("the new server that was given up has ended", metadata: ["status": "\(status)"])
      }
    }
  }

  private func reason(of upgrade: Upgrade, _ status: ExitStatus) -> String {
    guard upgrade.wasNotExecuted, case .exited(let code) = status else {
      return "the new server ended before it was ready: \(status)"
    }
    let error = SystemCallError(call: "execve", errno: Errno(rawValue: code))
    return "cannot execute \(hooks.executable?.path ?? ""): \(error)"
  }

  private func reportFailure(of upgrade: Upgrade, because reason: String) {
    logger.error("upgrade failed, this server goes on", metadata: ["reason": "\(reason)"])
    if upgrade.owesReload { obey(pool.handle(.reloadOrdered, at: .now)) }
  }

  /// This server stops, so no other is to take its place.
  func giveUpUpgrade(_ reason: String) {
    upgradeIsPending = false
    guard let upgrade, upgrade.isStarting else { return }
    logger.notice("upgrade given up", metadata: ["reason": "\(reason)"])
    giveUp(upgrade)
  }

  /// Ends a new server that has not taken over.
  private func giveUp(_ upgrade: Upgrade) {
    upgrade.phase = .ending(deadline: .now.advanced(by: Upgrade.timeToEnd))
    attempt { () throws(SystemCallError) in try upgrade.process.send(.terminate) }
  }

  /// The new server serves: nothing here may touch the listeners any more, and this server's copies must not keep the
  /// addresses taken when the new one has ended.
  private func leaveToSuccessor(_ upgrade: Upgrade) {
    upgrade.phase = .takenOver
    hooks.serviceManager?.handOver(to: upgrade.process.pid)
    if upgrade.owesReload {
      attempt { () throws(SystemCallError) in try upgrade.process.send(.hangup) }
    }
    if upgrade.owesReopening {
      attempt { () throws(SystemCallError) in try upgrade.process.send(.user1) }
    }
    let listeners = plan.listeners
    plan.listeners = []
    for listener in listeners {
      unwatch(listener)
      listener.leaveToSuccessor()
      listener.letGo(replacedBy: poller.number)
    }
    for listener in hooks.auxiliaryListeners { listener.leaveToSuccessor() }
    obey(pool.handle(.handOver, at: .now))
  }
}
