import CEpollShim
import Glibc
import Testing

@Suite struct ChildTests {
  /// A child that ends at once with `code`, or that waits to be killed.
  private func child(endingWith code: Int32?) throws -> (pid: Int32, pidfd: Int32) {
    let pid = fork()
    if pid == 0 {
      if let code { _exit(code) }
      while true { pause() }
    }
    try #require(pid > 0)
    let pidfd = shim_pidfd_open(pid)
    try #require(pidfd >= 0)
    return (pid, pidfd)
  }

  private func awaitEnd(_ pidfd: Int32) {
    var ready: Int16 = 0
    var ignored: Int16 = 0
    #expect(unsafe shim_poll(pidfd, 0x1, &ready, -1, 0, &ignored, 60_000) == 1)
  }

  @Test func waitidLeavesThePidZeroWhileTheChildLives() throws {
    let (pid, pidfd) = try child(endingWith: nil)
    defer { close(pidfd) }
    var info = unsafe siginfo_t()
    #expect(unsafe shim_waitid_pidfd(pidfd, &info) == 0)
    #expect(unsafe shim_siginfo_pid(&info) == 0)
    #expect(shim_pidfd_send_signal(pidfd, SIGKILL) == 0)
    awaitEnd(pidfd)
    #expect(unsafe shim_waitid_pidfd(pidfd, &info) == 0)
    #expect(unsafe shim_siginfo_pid(&info) == pid)
    #expect(unsafe shim_siginfo_status(&info) == SIGKILL)
    #expect(unsafe info.si_code == shim_CLD_KILLED)
  }

  @Test func waitidTellsTheExitCode() throws {
    let (pid, pidfd) = try child(endingWith: 42)
    defer { close(pidfd) }
    awaitEnd(pidfd)
    var info = unsafe siginfo_t()
    #expect(unsafe shim_waitid_pidfd(pidfd, &info) == 0)
    #expect(unsafe shim_siginfo_pid(&info) == pid)
    #expect(unsafe shim_siginfo_status(&info) == 42)
    #expect(unsafe info.si_code == shim_CLD_EXITED)
  }

  @Test func ignoredSignalHasItsEffectAgainOnceReset() async {
    await #expect(processExitsWith: .signal(SIGPIPE)) {
      #expect(shim_signal_ignore(SIGPIPE) == 0)
      raise(SIGPIPE)
      #expect(shim_signal_reset(SIGPIPE) == 0)
      raise(SIGPIPE)
    }
  }

  @Test func dispositionOfKillCannotBeChanged() {
    #expect(shim_signal_ignore(SIGKILL) == -1)
    #expect(shim_signal_reset(SIGKILL) == -1)
  }
}
