import CEpollShim
import Glibc
import SystemPackage

/// fork(2), and what a child does first.
package enum Fork {
  /// Which of the two processes this is.
  package enum Side: Equatable, Sendable {
    case parent(child: Int32)
    case child
  }

  /// How many threads this process has, or nil where /proc is not mounted.
  ///
  /// The kernel counts them into the link count of /proc/self/task, so one call answers.
  package static var threadCount: Int? {
    var status = stat()
    guard unsafe stat("/proc/self/task", &status) == 0, status.st_nlink > 2 else { return nil }
    return Int(status.st_nlink) - 2
  }

  /// Splits this process in two.
  ///
  /// The caller makes sure that it has one thread only: a child gets a copy of every lock but only of the calling
  /// thread, and after a fork of a process that has started Swift's or dispatch's threads no task ever runs.
  ///
  /// - Throws: EAGAIN at a limit on processes, ENOMEM without memory.
  package static func split() throws(SystemCallError) -> Side {
    let result = try SystemCall.run("fork") { fork() }
    return result == 0 ? .child : .parent(child: result)
  }

  /// Asks the kernel to kill this process when `parent` ends, and makes sure that it has not ended already.
  ///
  /// - Returns: False when the parent is gone: the order came too late and the child must end by itself.
  package static func dieWithParent(_ parent: Int32) throws(SystemCallError) -> Bool {
    try SystemCall.run("prctl") { shim_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL)) }
    return getppid() == parent
  }

  /// Kills a child that was just forked and waits for its end, which SIGKILL makes a matter of microseconds.
  package static func destroy(_ pid: Int32) {
    _ = kill(pid, SIGKILL)
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) == -1, SystemCall.lastErrno == .interrupted {}
  }

  /// Waits for the end of a child that was forked for one short task, and reaps it.
  package static func awaitExit(of pid: Int32) throws(SystemCallError) -> ExitStatus {
    let process = try ProcessDescriptor(pid: pid)
    while true {
      _ = try PairPoll.wait(process.number, for: .readable, or: -1, timeout: .never)
      if let status = try process.reap() { return status }
    }
  }

  /// Ends this process at once, without running what its parent registered with atexit(3).
  package static func exit(_ code: Int32) -> Never {
    _exit(code)
  }

  /// The id of this process.
  package static var pid: Int32 { getpid() }

  /// The id of this process's parent, which is another once that has ended.
  package static var parent: Int32 { getppid() }
}
