import Testing

@testable import LinuxIO

@Suite struct PollTimeoutTests {
  @Test(
    arguments: [
      (.milliseconds(1), 1), (.seconds(1), 1000), (.milliseconds(1500), 1500), (.seconds(86_400), 86_400_000),
    ] as [(Duration, Int32)])
  func wholeMillisecondsAreKept(duration: Duration, milliseconds: Int32) {
    #expect(PollTimeout.after(duration).milliseconds == milliseconds)
  }

  // Rounded down, a wait for the last fraction of a millisecond before a deadline would spin until the
  // deadline.
  @Test(
    arguments: [
      (Duration(secondsComponent: 0, attosecondsComponent: 1), 1), (.nanoseconds(1), 1),
      (.microseconds(999), 1), (.microseconds(1001), 2), (.nanoseconds(1_999_999_999), 2000),
    ] as [(Duration, Int32)])
  func fractionsOfAMillisecondAreRoundedUp(duration: Duration, milliseconds: Int32) {
    #expect(PollTimeout.after(duration).milliseconds == milliseconds)
  }

  // A negative timeout means "for ever" to the kernel, so a deadline in the past must not become one.
  @Test(
    arguments: [
      .zero, .nanoseconds(-1), .seconds(-1), .seconds(-1_000_000_000),
      Duration(secondsComponent: .min, attosecondsComponent: 0),
    ] as [Duration])
  func timeThatIsUpIsImmediate(duration: Duration) {
    #expect(PollTimeout.after(duration) == .immediate)
  }

  @Test(
    arguments: [
      .seconds(2_147_483), .milliseconds(2_147_483_647), .milliseconds(2_147_483_648),
      .seconds(1_000_000_000), Duration(secondsComponent: .max, attosecondsComponent: 0),
    ] as [Duration])
  func longTimeStaysWithinTheKernelsRange(duration: Duration) {
    let milliseconds = PollTimeout.after(duration).milliseconds
    #expect(milliseconds >= 2_147_483_000)
  }

  @Test func noLimitIsTheKernelsMinusOne() {
    #expect(PollTimeout.never.milliseconds == -1)
    #expect(PollTimeout.immediate.milliseconds == 0)
  }
}
