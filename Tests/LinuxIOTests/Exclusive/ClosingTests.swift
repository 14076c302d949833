import Glibc
import LinuxIO
import SystemPackage
import Testing

/// What becomes of clients when a listener or a connection is closed. In exit tests: a copy of a descriptor
/// in another test's child would put the closing off.
@Suite struct ClosingTests {
  // Stopping must empty the queue first: its clients have a connection already and may have sent their
  // request.
  @Test func closingTheLastListenerResetsWhoWaitsInItsQueue() async {
    await #expect(processExitsWith: .success) {
      var listener: Listener? = try makeListener()
      let address = try #require(listener?.address)
      let client = try StreamSocket.connect(to: address)
      #expect(try listener?.queues(1) == true)
      listener = nil
      #expect(try isReady(client.number))
      #expect(throws: SystemCallError(call: "recv", errno: .connectionReset)) { try client.receive() }
    }
  }

  @Test func closingOneCopyOfTheListenerStopsNothing() async {
    await #expect(processExitsWith: .success) {
      var listener: Listener? = try makeListener()
      let address = try #require(listener?.address)
      let worker = try WaitingWorker(on: #require(listener))
      listener = nil
      let clients = Clients()
      try clients.connect(1, to: address)
      #expect(try worker.isWokenForTheListener())
      #expect(try worker.accepts())
    }
  }

  // Any process that shares the listener could do this to all of them, so none must.
  @Test func shuttingTheListenerDownWakesAllAndResetsTheQueue() async {
    await #expect(processExitsWith: .success) {
      let listener = try makeListener()
      let client = try StreamSocket.connect(to: listener.address)
      #expect(try listener.queues(1))
      let poller = try Poller(capacity: 1)
      try poller.watch(listener.number, for: [.readable, .exclusive], token: 1)
      try SystemCall.run("shutdown") { shutdown(listener.number, Int32(SHUT_RD)) }
      #expect(try poller.nextEvents()[0].readiness.contains(.hangup))
      #expect(throws: SystemCallError(call: "accept4", errno: .invalidArgument)) {
        _ = try listener.accept()
      }
      #expect(try isReady(client.number))
      #expect(throws: SystemCallError(call: "recv", errno: .connectionReset)) { try client.receive() }
    }
  }

  // A reset may overtake the response on its way to the client, which then never learns why it was refused.
  @Test func closingWithUnreadInputResetsTheConnection() async {
    await #expect(processExitsWith: .success) {
      let listener = try makeListener()
      let client = try StreamSocket.connect(to: listener.address)
      do {
        let served = try listener.take()
        try client.send([1, 2, 3])
        #expect(try isReady(served.number))
        try served.send([9])
      }
      #expect(throws: SystemCallError(call: "recv", errno: .connectionReset)) {
        _ = try client.receiveToEnd()
      }
    }
  }

  @Test func finishingAndReadingToTheEndClosesWithoutAReset() async {
    await #expect(processExitsWith: .success) {
      let listener = try makeListener()
      let client = try StreamSocket.connect(to: listener.address)
      do {
        let served = try listener.take()
        try client.send([1, 2, 3])
        #expect(try isReady(served.number))
        try served.send([9])
        try served.finishSending()
        try client.finishSending()
        #expect(try served.receiveToEnd() == [1, 2, 3])
      }
      #expect(try client.receiveToEnd() == [9])
    }
  }
}
