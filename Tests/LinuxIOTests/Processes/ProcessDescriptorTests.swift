import CEpollShim
import Glibc
import LinuxIO
import SystemPackage
import Testing

@Suite struct ProcessDescriptorTests {
  @Test(arguments: [0, 1, 77, 255] as [Int32]) func exitCodeIsTold(code: Int32) async {
    await #expect(processExitsWith: .success) { [code] in
      let child = try ForkedChild { _ in Fork.exit(code) }
      let status = try child.end()
      #expect(status == .exited(code: code))
      #expect(status.isClean == (code == 0))
    }
  }

  @Test(arguments: [SIGKILL, SIGTERM, SIGSEGV, SIGABRT, SIGILL]) func fatalSignalIsTold(number: Int32) async {
    await #expect(processExitsWith: .success) { [number] in
      let child = try ForkedChild { link in
        // A core dump of the test process would only cost time.
        var none = rlimit()
        try SystemCall.run("setrlimit") { unsafe setrlimit(__rlimit_resource_t(4), &none) }
        if number != SIGKILL { try SignalMask.reset(Signal(rawValue: number)) }
        raise(number)
      }
      let status = try child.end()
      #expect(status == .killed(by: Signal(rawValue: number)))
      #expect(!status.isClean)
    }
  }

  @Test func livingChildCannotBeReaped() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { link in _ = try link.hear() }
      #expect(try child.process.reap() == nil)
      #expect(try !isReadyNow(child.process.number))
      try child.link.finishSending()
      #expect(try child.end() == .exited(code: 0))
    }
  }

  // A stopped child has changed its state too, but it has not ended.
  @Test func stoppedChildIsNotTakenForEnded() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { link in _ = try link.hear() }
      try child.process.send(.stop)
      #expect(try eventually { try processState(child.process.pid) == UInt8(ascii: "T") })
      #expect(try child.process.reap() == nil)
      #expect(try !isReadyNow(child.process.number))
      try child.process.send(.continue)
      try child.link.finishSending()
      #expect(try child.end() == .exited(code: 0))
    }
  }

  @Test func endOfTheChildIsAnEvent() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { link in _ = try link.hear() }
      let poller = try Poller(capacity: 4)
      try poller.watch(child.process.number, for: .readable, token: UInt64(child.process.pid))
      #expect(try poller.events() == [])
      try child.link.finishSending()
      let events = try poller.nextEvents()
      #expect(events.map(\.token) == [UInt64(child.process.pid)])
      #expect(events[0].readiness.isWorthReading)
      #expect(try child.process.reap() == .exited(code: 0))
    }
  }

  @Test func signalToADeadChildIsNoError() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in }
      #expect(try isReady(child.process.number))
      try child.process.send(.terminate)
      #expect(try child.process.reap() == .exited(code: 0))
      try child.process.send(.terminate)
    }
  }

  // As where the kernel reaps by itself because SIGCHLD is ignored: the child is gone, and an error would be repeated for
  // ever, for the pidfd stays readable.
  @Test func endOfAChildThatWasReapedElsewhereIsUnknown() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in }
      #expect(try child.end() == .exited(code: 0))
      let status = try child.process.reap()
      #expect(status == .unknown)
    }
  }

  @Test func strangersNumberIsRefused() {
    // The largest pid_max is 2^22.
    #expect(throws: SystemCallError(call: "pidfd_open", errno: .noSuchProcess)) {
      _ = try ProcessDescriptor(pid: 1 << 23)
    }
  }
}
