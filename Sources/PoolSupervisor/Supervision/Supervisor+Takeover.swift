import IPCProtocol
import LinuxIO
import Logging

/// The new server's side of an upgrade.
extension Supervisor {
  /// The first workers are ready: the listeners are this server's now, and the old one may leave.
  func takeOver() {
    // A predecessor has set this as it wanted, and a service manager, too, which is left alone unless asked.
    for listener in plan.listeners
    where listener.owner == .predecessor || listener.owner == .serviceManager && plan.deferral > 0 {
      attempt { () throws(SystemCallError) in try listener.deferAccept(for: plan.deferral) }
    }
    guard let channel = predecessor?.takeChannel() else { return }
    predecessor = nil
    for listener in plan.listeners + hooks.auxiliaryListeners { listener.takeOver() }
    hooks.tookOver()
    attempt { () throws(SystemCallError) in
      // A predecessor that is gone has left the listeners all the same.
      if try channel.send(.takenOver) == .sent {
        logger.notice("ready, taking over from the old server")
      } else {
        logger.notice("ready, the old server is gone already")
      }
    }
  }

  /// A worker could not start. The old server goes on, so this one does not try again but ends.
  func failToTakeOver() {
    guard predecessor != nil, !pool.isStopping else { return }
    hasFailedToTakeOver = true
    logger.error("cannot take over from the old server, its workers go on")
    obey(pool.handle(.stop(within: plan.gracefulTimeout), at: .now))
  }
}
