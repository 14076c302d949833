import Glibc
import LinuxIO
import SystemPackage
import Testing

@Suite struct PollerTests {
  private let readable: Readiness = .readable

  @Test func eventBringsTheTokenOfItsDescriptor() throws {
    let pair = try WatchedPair()
    try pair.poller.watch(pair.near.number, for: .readable, token: .max)
    try pair.poller.watch(pair.far.number, for: .writable, token: 1 << 63)
    #expect(try pair.poller.events() == [PollEvent(token: 1 << 63, readiness: .writable)])
    try pair.far.send([1])
    try pair.poller.unwatch(pair.far.number)
    #expect(try pair.poller.nextEvents() == [PollEvent(token: .max, readiness: readable)])
  }

  @Test func nothingReadyIsNoEvent() throws {
    let pair = try WatchedPair()
    try pair.poller.watch(pair.near.number, for: .readable, token: 1)
    #expect(try pair.poller.events() == [])
  }

  @Test func levelTriggeredWatchRepeatsWhatIsNotRead() throws {
    let pair = try WatchedPair()
    try pair.poller.watch(pair.near.number, for: .readable, token: 1)
    try pair.far.send([1, 2])
    for _ in 0..<3 {
      #expect(try pair.poller.nextEvents() == [PollEvent(token: 1, readiness: readable)])
    }
    _ = try pair.near.receive()
    #expect(try pair.poller.events() == [])
  }

  @Test func edgeTriggeredWatchTellsOfEachChangeOnce() throws {
    let pair = try WatchedPair()
    try pair.poller.watch(pair.near.number, for: [.readable, .edgeTriggered], token: 1)
    for byte in 1...2 {
      try pair.far.send([UInt8(byte)])
      #expect(try pair.poller.nextEvents() == [PollEvent(token: 1, readiness: readable)])
      #expect(try pair.poller.events() == [])
    }
  }

  @Test func changedWatchHasTheNewInterestAndToken() throws {
    let pair = try WatchedPair()
    try pair.poller.watch(pair.near.number, for: .readable, token: 1)
    try pair.poller.change(pair.near.number, to: .writable, token: 2)
    #expect(try pair.poller.events() == [PollEvent(token: 2, readiness: .writable)])
    try pair.poller.change(pair.near.number, to: [], token: 3)
    #expect(try pair.poller.events() == [])
  }

  @Test func unwatchedDescriptorIsNotReported() throws {
    let pair = try WatchedPair()
    try pair.poller.watch(pair.near.number, for: .writable, token: 1)
    try pair.poller.unwatch(pair.near.number)
    #expect(try pair.poller.events() == [])
  }

  @Test func misuseIsRefusedWithTheKernelsReason() throws {
    let pair = try WatchedPair()
    try pair.poller.watch(pair.near.number, for: .readable, token: 1)
    #expect(throws: SystemCallError(call: "epoll_ctl", errno: .fileExists)) {
      try pair.poller.watch(pair.near.number, for: .readable, token: 2)
    }
    #expect(throws: SystemCallError(call: "epoll_ctl", errno: .noSuchFileOrDirectory)) {
      try pair.poller.unwatch(pair.far.number)
    }
    #expect(throws: SystemCallError(call: "epoll_ctl", errno: .noSuchFileOrDirectory)) {
      try pair.poller.change(pair.far.number, to: .readable, token: 2)
    }
    #expect(throws: SystemCallError(call: "epoll_ctl", errno: .badFileDescriptor)) {
      try pair.poller.watch(-1, for: .readable, token: 2)
    }
  }

  // The kernel goes round, so that a wait with room for one event starves nobody.
  @Test(arguments: [0, 1]) func waitBringsNoMoreThanItsCapacity(capacity: Int) throws {
    let pair = try WatchedPair(capacity: capacity)
    try pair.poller.watch(pair.near.number, for: .writable, token: 1)
    try pair.poller.watch(pair.far.number, for: .writable, token: 2)
    let first = try pair.poller.events()
    let second = try pair.poller.events()
    #expect(first.count == 1)
    #expect(Set((first + second).map(\.token)) == [1, 2])
  }

  // Past bug: `events != EPOLLIN` by equality. A dead peer's event is 0x11, so the bug skipped it and,
  // level-triggered, spun on it for ever.
  @Test func deadPeerIsWorthReadingThoughItsMaskIsNotReadable() async {
    await #expect(processExitsWith: .success) {
      let pair = try SocketPair()
      let poller = try Poller(capacity: 1)
      let survivor = pair.takeParentEnd()
      try poller.watch(survivor.number, for: .readable, token: 9)
      let event = try poller.nextEvents()[0]
      #expect(event.token == 9)
      #expect(event.readiness.rawValue == 0x11)
      #expect(event.readiness != .readable)
      #expect(event.readiness.isWorthReading)
    }
  }

  @Test func signalEndsAWaitWithNoEvent() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { link in
        _ = signal(SIGUSR1) { _ in }
        let poller = try Poller(capacity: 1)
        try link.tell("w")
        let count = try poller.wait(.after(patience * 2))
        try claim(count == 0, "\(count) events")
        try link.tell("i")
      }
      #expect(try child.link.hear() == "w")
      #expect(try child.isBlocked())
      try child.process.send(Signal(rawValue: SIGUSR1))
      #expect(try child.link.hear() == "i")
      #expect(try child.end() == .exited(code: 0))
    }
  }
}

@Suite struct ReadinessTests {
  @Test(
    arguments: [
      (.readable, true), (.hangup, true), (.failed, true), ([.readable, .hangup], true),
      ([.writable, .hangup], true), (.writable, false), ([], false),
    ] as [(Readiness, Bool)])
  func isWorthReadingWhenAReadWouldReturnAtOnce(readiness: Readiness, isWorthReading: Bool) {
    #expect(readiness.isWorthReading == isWorthReading)
  }
}
