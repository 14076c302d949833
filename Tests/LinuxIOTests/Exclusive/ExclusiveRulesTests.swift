import LinuxIO
import SystemPackage
import Testing

/// What fs/eventpoll.c allows with EPOLLEXCLUSIVE (since Linux 4.5); how a worker pauses its watch rests on
/// it.
@Suite struct ExclusiveRulesTests {
  private let refused = SystemCallError(call: "epoll_ctl", errno: .invalidArgument)

  // A worker cannot pause its watch with EPOLL_CTL_MOD, not even with a mask that lacks the flag.
  @Test func exclusiveWatchCannotBeChanged() throws {
    let listener = try makeListener()
    let poller = try Poller(capacity: 1)
    try poller.watch(listener.number, for: [.readable, .exclusive], token: 1)
    for interest in [.readable, [.readable, .exclusive], []] as [Interest] {
      #expect(throws: refused) { try poller.change(listener.number, to: interest, token: 1) }
    }
  }

  @Test func ordinaryWatchCannotBecomeExclusive() throws {
    let listener = try makeListener()
    let poller = try Poller(capacity: 1)
    try poller.watch(listener.number, for: .readable, token: 1)
    #expect(throws: refused) {
      try poller.change(listener.number, to: [.readable, .exclusive], token: 1)
    }
  }

  @Test func exclusiveWatchIsNotAddedTwiceButAgainAfterRemoval() throws {
    let listener = try makeListener()
    let poller = try Poller(capacity: 1)
    try poller.watch(listener.number, for: [.readable, .exclusive], token: 1)
    #expect(throws: SystemCallError(call: "epoll_ctl", errno: .fileExists)) {
      try poller.watch(listener.number, for: [.readable, .exclusive], token: 2)
    }
    try poller.unwatch(listener.number)
    try poller.watch(listener.number, for: [.readable, .exclusive], token: 3)
    let client = try StreamSocket.connect(to: listener.address)
    #expect(try poller.nextEvents() == [PollEvent(token: 3, readiness: .readable)])
    try client.finishSending()
  }

  // EPOLLRDHUP, EPOLLPRI and EPOLLONESHOT.
  @Test(arguments: [0x2000, 0x2, 1 << 30] as [UInt32])
  func bitOutsideTheAllowedOnesIsRefusedBesideIt(bit: UInt32) throws {
    let listener = try makeListener()
    let poller = try Poller(capacity: 1)
    #expect(throws: refused) {
      try poller.watch(listener.number, for: [.readable, .exclusive, Interest(rawValue: bit)], token: 1)
    }
    try poller.watch(listener.number, for: [.readable, Interest(rawValue: bit)], token: 1)
  }

  @Test func edgeTriggeringIsAllowedBesideIt() throws {
    let listener = try makeListener()
    let poller = try Poller(capacity: 1)
    try poller.watch(listener.number, for: [.readable, .writable, .exclusive, .edgeTriggered], token: 1)
  }

  @Test func pollerCannotBeWatchedExclusively() throws {
    let inner = try Poller(capacity: 1)
    let outer = try Poller(capacity: 1)
    #expect(throws: refused) {
      try outer.watch(inner.number, for: [.readable, .exclusive], token: 1)
    }
    try outer.watch(inner.number, for: .readable, token: 1)
  }
}
