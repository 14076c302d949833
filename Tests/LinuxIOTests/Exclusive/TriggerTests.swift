import LinuxIO
import Testing

/// One accept for each wake-up is right for a worker that serves one connection at a time, but only
/// level-triggered.
@Suite struct TriggerTests {
  @Test func levelTriggeredWatchServesAllWithOneAcceptPerEvent() throws {
    #expect(try stranded(of: 10, watchedFor: [.readable, .exclusive]) == 0)
  }

  // An edge is told once: those that came with it wait for a next that may never come.
  @Test func edgeTriggeredWatchStrandsAllButOne() throws {
    #expect(try stranded(of: 10, watchedFor: [.readable, .exclusive, .edgeTriggered]) == 9)
  }

  /// Queues `count` connections, accepts one per event, and returns how many are left when the events end.
  private func stranded(of count: Int, watchedFor interest: Interest) throws -> Int {
    let listener = try makeListener()
    let clients = Clients()
    try clients.connect(count, to: listener.address)
    try claim(listener.queues(count), "the connections did not arrive")
    let poller = try Poller(capacity: 1)
    try poller.watch(listener.number, for: interest, token: 1)
    while try !poller.events().isEmpty {
      try claim(!listener.acceptsNothing(), "an event for nothing")
    }
    return try listener.backlog()
  }
}
