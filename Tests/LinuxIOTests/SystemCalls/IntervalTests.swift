import Testing

@testable import LinuxIO

@Suite struct IntervalTests {
  @Test(
    arguments: [
      (.zero, 0), (.nanoseconds(1), 1), (.milliseconds(1500), 1_500_000_000), (.nanoseconds(-7), -7),
      (Duration(secondsComponent: 0, attosecondsComponent: 999_999_999), 0),
      (Duration(secondsComponent: 9_223_372_036, attosecondsComponent: 854_775_807_000_000_000), .max),
      (.seconds(9_223_372_037), .max), (Duration(secondsComponent: .max, attosecondsComponent: 0), .max),
      (Duration(secondsComponent: .min, attosecondsComponent: 0), .min),
    ] as [(Duration, Int64)])
  func aDurationIsCountedInWholeNanosecondsAsFarAsTheyReach(duration: Duration, nanoseconds: Int64) {
    #expect(Interval(duration).nanoseconds == nanoseconds)
  }

  @Test func aTimeTooFarAwayIsNeverReached() {
    let now = MonotonicTime(nanoseconds: 5)
    #expect(now.advanced(by: Interval(nanoseconds: .max)) == .distantFuture)
    #expect(now.advanced(by: Duration(secondsComponent: .max, attosecondsComponent: 0)) == .distantFuture)
    #expect(now.advanced(by: Interval(nanoseconds: 7)) == MonotonicTime(nanoseconds: 12))
  }

  @Test func theTimeToWhatHasPassedIsNone() {
    let now = MonotonicTime(nanoseconds: 5)
    #expect(now.interval(to: MonotonicTime(nanoseconds: 4)) == .zero)
    #expect(now.interval(to: MonotonicTime(nanoseconds: 8)) == Interval(nanoseconds: 3))
  }

  @Test func aWaitForAnIntervalIsRoundedUpToAMillisecond() {
    #expect(PollTimeout.after(Interval(nanoseconds: 1)).milliseconds == 1)
    #expect(PollTimeout.after(Interval(nanoseconds: 1_000_000)).milliseconds == 1)
    #expect(PollTimeout.after(Interval(nanoseconds: 1_000_001)).milliseconds == 2)
    #expect(PollTimeout.after(Interval(nanoseconds: .max)).milliseconds == .max)
    #expect(PollTimeout.after(Interval(nanoseconds: .min)) == .immediate)
  }
}
