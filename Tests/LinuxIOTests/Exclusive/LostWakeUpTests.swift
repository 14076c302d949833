import LinuxIO
import Testing

/// A worker that is woken and ends before it accepts takes the wake-up with it: the kernel tells nobody else.
/// Why a worker serves the listener before an order to leave, and why a supervisor wakes the others after a
/// death.
@Suite struct LostWakeUpTests {
  @Test func nobodyIsToldOfAConnectionWhoseWakeUpDied() async {
    await #expect(processExitsWith: .success) {
      let listener = try makeListener()
      let first = try WaitingWorker(on: listener)
      let second = try WaitingWorker(on: listener)
      let clients = Clients()
      try clients.connect(1, to: listener.address)
      #expect(try first.isWokenForTheListener())
      #expect(try first.leave() == .exited(code: 0))

      #expect(try listener.backlog() == 1)
      #expect(try second.isStillBlocked())
      #expect(try !second.seesTheListenerWhenItLooks())
    }
  }

  @Test func speculativeAcceptTakesIt() async {
    await #expect(processExitsWith: .success) {
      let listener = try makeListener()
      let first = try WaitingWorker(on: listener)
      let second = try WaitingWorker(on: listener)
      let clients = Clients()
      try clients.connect(1, to: listener.address)
      #expect(try first.isWokenForTheListener())
      #expect(try first.leave() == .exited(code: 0))
      #expect(try second.acceptsOnSpeculation())
      #expect(try listener.backlog() == 0)
    }
  }

  @Test func newWatcherSeesItAtOnce() async {
    await #expect(processExitsWith: .success) {
      let listener = try makeListener()
      let first = try WaitingWorker(on: listener)
      let second = try WaitingWorker(on: listener)
      let clients = Clients()
      try clients.connect(1, to: listener.address)
      #expect(try first.isWokenForTheListener())
      #expect(try first.leave() == .exited(code: 0))
      let poller = try Poller(capacity: 1)
      try poller.watch(listener.number, for: [.readable, .exclusive], token: 8)
      #expect(try poller.events() == [PollEvent(token: 8, readiness: .readable)])
      #expect(try second.isStillBlocked())
    }
  }

  @Test func nextConnectionBringsItAlong() async {
    await #expect(processExitsWith: .success) {
      let listener = try makeListener()
      let first = try WaitingWorker(on: listener)
      let second = try WaitingWorker(on: listener)
      let clients = Clients()
      try clients.connect(1, to: listener.address)
      #expect(try first.isWokenForTheListener())
      #expect(try first.leave() == .exited(code: 0))
      try clients.connect(1, to: listener.address)
      #expect(try second.isWokenForTheListener())
      #expect(try second.accepts())
      #expect(try second.findsTheListenerWhenItWaits())
      #expect(try second.accepts())
    }
  }
}
