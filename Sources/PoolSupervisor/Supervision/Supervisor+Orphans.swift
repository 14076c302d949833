import LinuxIO
import Logging

/// What the first process of a container, or a subreaper, owes to processes that it did not start.
extension Supervisor {
  /// Reaps every child that has ended.
  ///
  /// The own ones are reaped on the usual way, so that how they ended is never lost: the kernel tells of one dead child
  /// at a time, and of the next only when that one is gone.
  func reapOrphans() throws(SystemCallError) {
    while let pid = try Orphans.nextDead() {
      if let upgrade, upgrade.process.pid == pid {
        reapSuccessor()
        guard self.upgrade == nil else { return }
        continue
      }
      if let auxiliaries, auxiliaries.owns(pid) {
        tendAuxiliaries()
        guard !auxiliaries.owns(pid) else { return }
        continue
      }
      guard let id = worker(of: pid) else {
        try Orphans.reap(pid)
        logger.debug("reaped an orphan", metadata: ["pid": "\(pid)"])
        continue
      }
      reap(id)
      // It could not be reaped, which is in the log; its pidfd will tell of it again.
      guard workers[id] == nil else { return }
    }
  }

  private func worker(of pid: Int32) -> WorkerID? { workers.first { $0.value.process.pid == pid }?.key }
}
