import Glibc
import LinuxIO
import Testing

@Suite struct PairPollTests {
  @Test func tellsWhichOfTheTwoIsReady() throws {
    let one = try WatchedPair()
    let two = try WatchedPair()
    try one.far.send([1])
    #expect(try isReady(one.near.number))
    var outcome = try PairPoll.wait(one.near.number, for: .readable, or: two.near.number, timeout: .never)
    #expect(outcome.first == .readable)
    #expect(outcome.second.isEmpty)

    outcome = try PairPoll.wait(two.near.number, for: .readable, or: one.near.number, timeout: .never)
    #expect(outcome.first.isEmpty)
    #expect(outcome.second == .readable)

    try two.far.send([2])
    #expect(try isReady(two.near.number))
    outcome = try PairPoll.wait(one.near.number, for: .readable, or: two.near.number, timeout: .never)
    #expect(outcome.first == .readable)
    #expect(outcome.second == .readable)
  }

  @Test func nothingReadyIsEmpty() throws {
    let one = try WatchedPair()
    for timeout in [PollTimeout.immediate, .after(.nanoseconds(1))] {
      let outcome = try PairPoll.wait(one.near.number, for: .readable, or: one.far.number, timeout: timeout)
      #expect(outcome.first.isEmpty)
      #expect(outcome.second.isEmpty)
    }
  }

  @Test func negativeSecondIsIgnored() throws {
    let one = try WatchedPair()
    #expect(try PairPoll.wait(one.near.number, for: .readable, or: -1, timeout: .immediate).first.isEmpty)
    let outcome = try PairPoll.wait(one.near.number, for: .writable, or: -1, timeout: .never)
    #expect(outcome.first == .writable)
    #expect(outcome.second.isEmpty)
  }

  // The second is the channel to the supervisor, which is listened to, whatever the client is waited for.
  @Test func secondIsPolledForReadingOnly() throws {
    let one = try WatchedPair()
    let outcome = try PairPoll.wait(one.near.number, for: .writable, or: one.far.number, timeout: .never)
    #expect(outcome.first == .writable)
    #expect(outcome.second.isEmpty)
  }

  // Of epoll's bits only these two are meant; EPOLLRDHUP, for one, is a bit of poll as well.
  @Test func interestIsReducedToReadingAndWriting() throws {
    let one = try WatchedPair()
    try one.far.finishSending()
    #expect(try isReady(one.near.number))
    let interest: Interest = [.writable, .exclusive, .edgeTriggered, Interest(rawValue: 0x2000)]
    let outcome = try PairPoll.wait(one.near.number, for: interest, or: -1, timeout: .immediate)
    #expect(outcome.first == .writable)
  }

  @Test func deadPeersAreWorthReading() async {
    await #expect(processExitsWith: .success) {
      let client = try SocketPair().takeParentEnd()
      let supervisor = try SocketPair().takeChildEnd()
      let outcome = try PairPoll.wait(client.number, for: .writable, or: supervisor.number, timeout: .never)
      #expect(outcome.first.contains(.hangup))
      #expect(outcome.first.isWorthReading)
      #expect(outcome.second == [.readable, .hangup])
    }
  }

  @Test func signalEndsAWaitWithNothingReady() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { link in
        _ = signal(SIGUSR1) { _ in }
        try link.tell("w")
        let outcome = try PairPoll.wait(link.number, for: .readable, or: -1, timeout: .after(patience * 2))
        try claim(outcome.first.isEmpty && outcome.second.isEmpty, "\(outcome)")
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
