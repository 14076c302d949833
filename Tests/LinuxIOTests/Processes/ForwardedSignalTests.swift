import Glibc
import Testing

@testable import LinuxIO

@Suite("Signals of a process with threads", .serialized)
struct ForwardedSignalTests {
  /// Without forwarding the process would end: the other thread does not block the signal, and its effect is the end.
  @Test func reachTheThreadThatReceivesThem() async {
    await #expect(processExitsWith: .success) {
      let signals = try SignalDescriptor(receiving: [.user1])
      try SignalMask.forwardToThisThread(.user1)
      var thread = pthread_t()
      // The thread has no argument; it unblocks everything and waits for ever.
      let error = unsafe pthread_create(
        &thread, nil,
        { _ in
          var none = sigset_t()
          unsafe sigemptyset(&none)
          unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
          while true { _ = pause() }
        }, nil)
      guard error == 0 else { Fork.exit(2) }
      for _ in 0..<100 {
        kill(getpid(), SIGUSR1)
        let wait = try PairPoll.wait(signals.number, for: .readable, or: -1, timeout: .after(.seconds(30)))
        guard wait.first.contains(.readable), let received = try signals.receive(),
          received == ReceivedSignal(signal: .user1, isFromKernel: false)
        else { Fork.exit(3) }
      }
      Fork.exit(0)
    }
  }
}
