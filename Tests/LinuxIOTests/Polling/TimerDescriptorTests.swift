import LinuxIO
import Testing

@Suite struct TimerDescriptorTests {
  @Test func newTimerDoesNotExpire() throws {
    let timer = try TimerDescriptor()
    #expect(try !isReadyNow(timer.number))
  }

  // To the kernel an all-zero time means "disarm", so a deadline that has passed would never fire.
  @Test(
    arguments: [
      .zero, .seconds(-5), Duration(secondsComponent: 0, attosecondsComponent: 1), .nanoseconds(1),
      .milliseconds(1),
    ] as [Duration])
  func expiresThoughTheDelayIsShortOrGone(delay: Duration) throws {
    let timer = try TimerDescriptor()
    try timer.arm(after: delay)
    #expect(try isReady(timer.number))
  }

  @Test func expiryIsAnEventUntilItIsAcknowledged() throws {
    let timer = try TimerDescriptor()
    let poller = try Poller(capacity: 1)
    try poller.watch(timer.number, for: .readable, token: 5)
    try timer.arm(after: .zero)
    #expect(try poller.nextEvents() == [PollEvent(token: 5, readiness: .readable)])
    #expect(try poller.events().count == 1)
    try timer.acknowledge()
    #expect(try poller.events() == [])
  }

  @Test func expiresOnceForEachArming() throws {
    let timer = try TimerDescriptor()
    for _ in 0..<3 {
      try timer.arm(after: .zero)
      #expect(try isReady(timer.number))
      try timer.acknowledge()
      #expect(try !isReadyNow(timer.number))
    }
  }

  @Test func disarmedTimerForgetsItsExpiry() throws {
    let timer = try TimerDescriptor()
    try timer.arm(after: .zero)
    #expect(try isReady(timer.number))
    try timer.arm(after: nil)
    #expect(try !isReadyNow(timer.number))
  }

  @Test func laterArmingReplacesAnEarlierOne() throws {
    let timer = try TimerDescriptor()
    try timer.arm(after: .zero)
    #expect(try isReady(timer.number))
    try timer.arm(after: .seconds(86_400))
    #expect(try !isReadyNow(timer.number))
    try timer.arm(after: .zero)
    #expect(try isReady(timer.number))
  }

  @Test func acknowledgingNothingIsNoError() throws {
    let timer = try TimerDescriptor()
    try timer.acknowledge()
  }

  @Test func delayOfAgesIsAccepted() throws {
    let timer = try TimerDescriptor()
    try timer.arm(after: Duration(secondsComponent: .max, attosecondsComponent: 999_999_999_999_999_999))
    #expect(try !isReadyNow(timer.number))
  }
}
