import IPCProtocol
import LinuxIO
import Testing

@Suite struct ChannelSendTests {
  @Test func fullSocketTakesNothingAndLosesNoStep() throws {
    let ends = try SocketPair.halves()
    let worker = WorkerChannel(over: ends.child)
    let supervisor = SupervisorChannel(over: ends.parent)
    var sent: [WorkerReport] = []
    for index in 0..<1_000_000 {
      let report: WorkerReport = index % 2 == 0 ? .connectionAccepted : .finished
      if try worker.send(report) == .full { break }
      sent.append(report)
    }
    #expect(sent.count > 64)
    #expect(try worker.send(.ready) == .full)
    #expect(try supervisor.receive().messages == sent)
    #expect(try worker.send(.acknowledgedLeave) == .sent)
    #expect(try supervisor.receive().messages == [.acknowledgedLeave])
  }

  @Test func bothDirectionsAreIndependent() throws {
    let ends = try SocketPair.halves()
    let worker = WorkerChannel(over: ends.child)
    let supervisor = SupervisorChannel(over: ends.parent)
    #expect(try supervisor.send(.leave) == .sent)
    #expect(try worker.send(.acknowledgedLeave) == .sent)
    #expect(try supervisor.receive().messages == [.acknowledgedLeave])
    #expect(try worker.receive().messages == [.leave])
  }
}

/// In exit tests: a copy of a descriptor in another test's child would keep a closed end open.
@Suite struct ChannelToNobodyTests {
  @Test func orderToADeadWorkerIsNoErrorAndNoSignal() async {
    await #expect(processExitsWith: .success) {
      let supervisor = try ForkedPeer { _ in
        try SignalMask.reset(.pipe)
        let worker = try ForkedPeer { _ in }
        guard try end(of: worker.pid) == .exited(code: 0) else { Fork.exit(1) }
        for _ in 0..<3 where try worker.channel.send(.leave) != .peerGone { Fork.exit(2) }
        Fork.exit(42)
      }
      let status = try end(of: supervisor.pid)
      #expect(status == .exited(code: 42))
    }
  }

  // The peer's unread order leaves an ECONNRESET behind, which the kernel keeps for the reader.
  @Test func orderToAWorkerThatDiedWithUnreadOnesIsNoErrorEither() async {
    await #expect(processExitsWith: .success) {
      let worker = try ForkedPeer { channel in try awaitReadable(channel.number) }
      let first = try worker.channel.send(.wake)
      #expect(first == .sent)
      let status = try end(of: worker.pid)
      #expect(status == .exited(code: 0))
      for _ in 0..<3 {
        let outcome = try worker.channel.send(.leave)
        #expect(outcome == .peerGone)
      }
      let ending = try worker.channel.receive().ending
      #expect(ending == .closed)
    }
  }

  @Test func reportToADeadSupervisorIsNoErrorAndNoSignal() async {
    await #expect(processExitsWith: .success) {
      let worker = try ForkedPeer { channel in
        try SignalMask.reset(.pipe)
        guard try channel.receiveToEnd().ending == .closed else { Fork.exit(1) }
        for _ in 0..<3 where try channel.send(.finished) != .peerGone { Fork.exit(2) }
        Fork.exit(42)
      }
      let pid = worker.pid
      try closeChannel(of: worker)
      let status = try end(of: pid)
      #expect(status == .exited(code: 42))
    }
  }
}

/// Lets go of the supervisor's end.
private func closeChannel(of worker: consuming ForkedPeer) throws {
  _ = try worker.channel.receive()
}
