import CEpollShim
import Glibc
import SystemPackage

/// Children that this process did not start: those of processes that ended before them.
///
/// The kernel gives them to the first process of the container or to the nearest ancestor that asked for them. If that
/// one does not reap them, each stays a zombie until there are no process ids left.
package enum Orphans {
  /// Whether they are given to this process: it is process 1 of its namespace or a subreaper (prctl(2)).
  package static var comeHere: Bool {
    if getpid() == 1 { return true }
    var answer: Int32 = 0
    // The kernel writes one int.
    return unsafe shim_get_child_subreaper(&answer) == 0 && answer != 0
  }

  /// Asks the kernel to give the orphans among the descendants to this process; PR_SET_CHILD_SUBREAPER.
  package static func adopt() throws(SystemCallError) {
    try SystemCall.run("prctl") { shim_prctl(PR_SET_CHILD_SUBREAPER, 1) }
  }

  /// A child that has ended and was not reaped, which it is not here either; nil when there is none.
  ///
  /// The same one is told until somebody reaps it.
  package static func nextDead() throws(SystemCallError) -> Int32? {
    var info = unsafe siginfo_t()
    do throws(SystemCallError) {
      try SystemCall.run("waitid") { unsafe shim_waitid_peek(&info) }
    } catch  where error.errno == .noChildProcess {
      return nil
    }
    // With WNOHANG the pid stays at zero while there is nothing to reap.
    let pid = unsafe shim_siginfo_pid(&info)
    return pid == 0 ? nil : pid
  }

  /// Reaps a child that ``nextDead()`` has told of.
  package static func reap(_ pid: Int32) throws(SystemCallError) {
    var status: Int32 = 0
    try SystemCall.run("waitpid") { unsafe waitpid(pid, &status, WNOHANG) }
  }
}
