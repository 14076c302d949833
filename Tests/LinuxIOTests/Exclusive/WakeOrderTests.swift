import LinuxIO
import Testing

/// Whom the kernel wakes for a connection. In exit tests, so that no other test's child holds copies of
/// anything.
@Suite struct WakeOrderTests {
  // The wake walk starts at the head of the wait queue, where the first registered is, and ends at the first
  // that was blocked in epoll_wait(2): one connection wakes one worker, and at low load always the same.
  @Test func firstRegisteredBlockedWorkerIsWokenAlone() async {
    await #expect(processExitsWith: .success) {
      let listener = try makeListener()
      let first = try WaitingWorker(on: listener)
      let second = try WaitingWorker(on: listener)
      let clients = Clients()
      for _ in 0..<5 {
        try clients.connect(1, to: listener.address)
        #expect(try first.isWokenForTheListener())
        #expect(try second.isStillBlocked())
        #expect(try first.accepts())
        try first.waitUntilBlocked()
      }
      #expect(try !second.seesTheListenerWhenItLooks())
    }
  }

  // nginx evens out the load by this: whoever removes and adds its watch goes to the tail of the queue.
  @Test func workerThatWatchesAnewIsTheLastToBeWoken() async {
    await #expect(processExitsWith: .success) {
      let listener = try makeListener()
      let first = try WaitingWorker(on: listener)
      let second = try WaitingWorker(on: listener)
      let clients = Clients()
      try clients.connect(1, to: listener.address)
      #expect(try first.isWokenForTheListener())
      #expect(try first.accepts())
      #expect(try first.watchesAnew())
      try first.waitUntilBlocked()

      try clients.connect(1, to: listener.address)
      #expect(try second.isWokenForTheListener())
      #expect(try first.isStillBlocked())
      #expect(try second.accepts())
    }
  }

  @Test func busyWorkerIsPassedOverForABlockedOne() async {
    await #expect(processExitsWith: .success) {
      let listener = try makeListener()
      let first = try WaitingWorker(on: listener)
      let second = try WaitingWorker(on: listener)
      #expect(try !first.seesTheListenerWhenItLooks())
      let clients = Clients()
      try clients.connect(1, to: listener.address)
      #expect(try second.isWokenForTheListener())
      #expect(try second.accepts())
    }
  }

  // A supervisor that watched the listener without the flag would be woken for each connection of its
  // workers.
  @Test func watcherWithoutTheFlagIsWokenToo() async {
    await #expect(processExitsWith: .success) {
      let listener = try makeListener()
      let exclusive = try WaitingWorker(on: listener)
      let other = try WaitingWorker(on: listener)
      let ordinary = try WaitingWorker(on: listener, for: .readable)
      let clients = Clients()
      try clients.connect(1, to: listener.address)
      #expect(try exclusive.isWokenForTheListener())
      #expect(try ordinary.isWokenForTheListener())
      #expect(try other.isStillBlocked())
    }
  }

  // With nobody blocked the event is queued for all, and a level-triggered watch looks again at the next
  // wait: nothing is lost, and whoever comes first has it.
  @Test func connectionThatFindsAllBusyGoesToWhoeverWaitsNext() async {
    await #expect(processExitsWith: .success) {
      let listener = try makeListener()
      let first = try WaitingWorker(on: listener)
      let second = try WaitingWorker(on: listener)
      #expect(try !first.seesTheListenerWhenItLooks())
      #expect(try !second.seesTheListenerWhenItLooks())
      let clients = Clients()
      try clients.connect(1, to: listener.address)
      #expect(try listener.queues(1))
      #expect(try second.findsTheListenerWhenItWaits())
      #expect(try second.accepts())
      try first.waitUntilBlocked()
      #expect(try first.isStillBlocked())
    }
  }
}
