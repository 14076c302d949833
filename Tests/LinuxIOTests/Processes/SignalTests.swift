import Glibc
import LinuxIO
import SystemPackage
import Testing

@Suite struct SignalTests {
  @Test(
    arguments: [
      (.hangup, "SIGHUP"), (.interrupt, "SIGINT"), (.quit, "SIGQUIT"), (.abort, "SIGABRT"),
      (.kill, "SIGKILL"),
      (.segmentationFault, "SIGSEGV"), (.pipe, "SIGPIPE"), (.terminate, "SIGTERM"), (.stop, "SIGSTOP"),
      (.continue, "SIGCONT"), (Signal(rawValue: SIGILL), "SIGILL"), (Signal(rawValue: SIGTRAP), "SIGTRAP"),
      (Signal(rawValue: SIGBUS), "SIGBUS"), (Signal(rawValue: SIGUSR1), "SIGUSR1"),
      (Signal(rawValue: SIGXCPU), "SIGXCPU"), (Signal(rawValue: 34), "signal 34"),
    ] as [(Signal, String)])
  func isNamedAsInTheManual(signal: Signal, name: String) {
    #expect(signal.description == name)
  }

  @Test func endOfAProcessIsTold() {
    #expect("\(ExitStatus.exited(code: 3))" == "exit code 3")
    #expect("\(ExitStatus.killed(by: .segmentationFault))" == "SIGSEGV")
  }
}

/// In forked children, which have one thread: the mask is a thread's, the dispositions are the process's.
@Suite struct SignalDescriptorTests {
  @Test func signalsOfTheProcessBecomeEvents() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { link in
        let signals = try SignalDescriptor(receiving: [.terminate, .hangup])
        let poller = try Poller(capacity: 1)
        try poller.watch(signals.number, for: .readable, token: 3)
        try claim(poller.events().isEmpty, "an event before any signal")
        try claim(signals.next() == nil, "a signal out of nowhere")
        try link.tell("w")
        try claim(poller.nextEvents() == [PollEvent(token: 3, readiness: .readable)], "no event")
        let signal = try signals.next()
        try claim(signal == .terminate, "received \(String(describing: signal))")
        try claim(signals.next() == nil, "the signal came twice")
        try claim(poller.events().isEmpty, "ready though nothing is left")
      }
      #expect(try child.link.hear() == "w")
      try child.process.send(.terminate)
      #expect(try child.end() == .exited(code: 0))
    }
  }

  // signal(7): a standard signal that is pending already is not queued again.
  @Test func signalsThatWaitTogetherAreMergedByKind() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        let signals = try SignalDescriptor(receiving: [.terminate, .hangup])
        for _ in 0..<2 {
          kill(Fork.pid, SIGTERM)
          kill(Fork.pid, SIGHUP)
        }
        var received: [Signal] = []
        while let signal = try signals.next() { received.append(signal) }
        try claim(received.count == 2 && Set(received) == [.hangup, .terminate], "\(received)")
      }
      #expect(try child.end() == .exited(code: 0))
    }
  }

  @Test func signalNotAskedForKeepsItsEffect() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        let signals = try SignalDescriptor(receiving: [.hangup])
        try SignalMask.reset(.terminate)
        kill(Fork.pid, SIGTERM)
        _ = try signals.next()
      }
      #expect(try child.end() == .killed(by: .terminate))
    }
  }
}

@Suite struct SignalMaskTests {
  // A child inherits the mask through fork(2): without the unblocking it would be deaf to TERM.
  @Test func childThatUnblocksAllIsNoLongerDeaf() async {
    await #expect(processExitsWith: .success) {
      let parent = try ForkedChild { _ in
        let signals = try SignalDescriptor(receiving: [.terminate])
        let pair = try SocketPair()
        guard case .parent(let pid) = try Fork.split() else {
          kill(Fork.pid, SIGTERM)
          try pair.takeChildEnd().tell("p")
          try SignalMask.unblockAll()
          Fork.exit(0)
        }
        let worker = try ProcessDescriptor(pid: pid)
        try claim(pair.takeParentEnd().hear() == "p", "TERM was not blocked in the child")
        try claim(isReady(worker.number), "the child goes on")
        let status = try worker.reap()
        try claim(status == .killed(by: .terminate), "\(String(describing: status))")
        try claim(signals.next() == nil, "the parent received the child's signal")
      }
      #expect(try parent.end() == .exited(code: 0))
    }
  }

  @Test func ignoredPipeSignalMakesAWriteToADeadPeerAnError() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        try SignalMask.ignore(.pipe)
        let survivor = try SocketPair().takeParentEnd()
        try claim(unsafe write(survivor.number, "x", 1) == -1, "a dead peer was written to")
        let reason = SystemCall.lastErrno
        try claim(reason == .brokenPipe, "\(reason)")
      }
      #expect(try child.end() == .exited(code: 0))
    }
  }

  @Test func resetSignalHasItsDefaultEffectAgain() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        try SignalMask.ignore(.pipe)
        try SignalMask.reset(.pipe)
        let survivor = try SocketPair().takeParentEnd()
        _ = unsafe write(survivor.number, "x", 1)
      }
      #expect(try child.end() == .killed(by: .pipe))
    }
  }
}
