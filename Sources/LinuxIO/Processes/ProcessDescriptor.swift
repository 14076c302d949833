import CEpollShim
import Glibc
import SystemPackage

/// A pidfd(2) of a child of this process.
///
/// It becomes readable when the child ends, in the same loop as everything else, and a signal sent through it can
/// never reach a stranger that was given the same number: no SIGCHLD handler, no waitpid(-1), no reused pid.
package struct ProcessDescriptor: ~Copyable, Sendable {
  private let descriptor: Descriptor

  /// The child's process id.
  package let pid: Int32

  /// - Parameter pid: A child of this process that has not been reaped.
  /// - Throws: EMFILE or ENFILE when no descriptor is left, ESRCH when there is no such process.
  package init(pid: Int32) throws(SystemCallError) {
    let number = try SystemCall.run("pidfd_open") { shim_pidfd_open(pid) }
    descriptor = Descriptor(owning: number)
    self.pid = pid
  }

  package var number: Int32 { descriptor.number }

  /// Sends `signal`. A child that has ended already is no error.
  package func send(_ signal: Signal) throws(SystemCallError) {
    do throws(SystemCallError) {
      try SystemCall.run("pidfd_send_signal") {
        shim_pidfd_send_signal(descriptor.number, signal.rawValue)
      }
    } catch  where error.errno == .noSuchProcess {}
  }

  /// Reaps the child if it has ended, without waiting; nil while it lives.
  package func reap() throws(SystemCallError) -> ExitStatus? {
    var info = unsafe siginfo_t()
    do throws(SystemCallError) {
      try SystemCall.run("waitid") { unsafe shim_waitid_pidfd(descriptor.number, &info) }
    } catch  where error.errno == .noChildProcess {
      return .unknown
    }
    // With WNOHANG waitid(2) succeeds and leaves the pid at zero while there is nothing to reap.
    guard unsafe shim_siginfo_pid(&info) != 0 else { return nil }
    let status = unsafe shim_siginfo_status(&info)
    return unsafe info.si_code == shim_CLD_EXITED
      ? .exited(code: status) : .killed(by: Signal(rawValue: status))
  }
}
