import LinuxIO
import Testing

@testable import WorkerRuntime

@Suite("The timer wheel")
struct TimerWheelTests {
  private func time(ticks: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: ticks * TimerWheel.tick) }

  @Test func nothingIsDueBeforeItsTick() {
    var wheel = TimerWheel(now: time(ticks: 100))
    let due = wheel.schedule(7, in: 110)
    #expect(due == 110 && wheel.deadline == time(ticks: 110))
    #expect(wheel.expire(at: time(ticks: 109)).isEmpty)
    #expect(wheel.expire(at: time(ticks: 110)) == [7])
    #expect(wheel.deadline == nil && wheel.count == 0)
  }

  @Test func aDeadlineHasPassedInTheTickAfterItsOwn() {
    let deadline = MonotonicTime(nanoseconds: 5 * TimerWheel.tick + 1)
    #expect(time(ticks: TimerWheel.index(of: deadline)) > deadline)
  }

  @Test func keysComeOldestFirst() {
    var wheel = TimerWheel(now: time(ticks: 0))
    for (key, tick) in [(3, 30), (1, 10), (2, 20), (4, 10)] as [(Int32, Int64)] {
      _ = wheel.schedule(key, in: tick)
    }
    #expect(wheel.expire(at: time(ticks: 40)) == [1, 4, 2, 3])
  }

  @Test func whatIsFartherAwayThanTheWheelIsLongIsLookedAtEarlier() {
    var wheel = TimerWheel(now: time(ticks: 0))
    let due = wheel.schedule(1, in: 1_000_000)
    #expect(due < 1000)
    #expect(wheel.expire(at: time(ticks: due)) == [1])
  }

  @Test func whatIsOverdueIsDueNow() {
    var wheel = TimerWheel(now: time(ticks: 50))
    _ = wheel.schedule(1, in: 3)
    #expect(wheel.expire(at: time(ticks: 51)) == [1])
  }

  @Test func theDeadlineIsThatOfTheEarliestKeyLeft() {
    var wheel = TimerWheel(now: time(ticks: 0))
    for tick in [300, 20, 100] as [Int64] { _ = wheel.schedule(Int32(tick), in: tick) }
    #expect(wheel.deadline == time(ticks: 20))
    #expect(wheel.expire(at: time(ticks: 20)) == [20] && wheel.deadline == time(ticks: 100))
    #expect(wheel.schedule(7, in: 50) == 50 && wheel.deadline == time(ticks: 50))
    #expect(wheel.expire(at: time(ticks: 100)) == [7, 100] && wheel.deadline == time(ticks: 300))
    // Around the end of the ring.
    #expect(wheel.schedule(8, in: 600) == 600 && wheel.deadline == time(ticks: 300))
    #expect(wheel.expire(at: time(ticks: 300)) == [300] && wheel.deadline == time(ticks: 600))
  }

  /// A worker that was stopped for an hour must not walk an hour's ticks, nor miss a key.
  @Test func aLongPauseLosesNothing() {
    var wheel = TimerWheel(now: time(ticks: 0))
    for key in 0..<500 { _ = wheel.schedule(Int32(key), in: Int64(key)) }
    #expect(Set(wheel.expire(at: time(ticks: 1 << 30))) == Set(0..<500))
    _ = wheel.schedule(1, in: 1 << 30 + 5)
    #expect(wheel.expire(at: time(ticks: 1 << 30 + 6)) == [1])
  }
}

@Suite("The load meter")
struct LoadMeterTests {
  private func time(_ milliseconds: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: milliseconds * 1_000_000)
  }

  @Test func aWorkerThatHardlyWaitsIsBusy() {
    var meter = LoadMeter(window: Interval(.milliseconds(10)), now: time(0))
    for start in stride(from: Int64(0), to: 40, by: 1) { meter.noteWait(from: time(start), to: time(start)) }
    #expect(meter.isBusy)
  }

  @Test func aWorkerThatWaitsIsIdleWhateverItDoesBetween() {
    var meter = LoadMeter(window: Interval(.milliseconds(10)), now: time(0))
    for start in stride(from: Int64(0), to: 40, by: 4) {
      meter.noteWait(from: time(start), to: time(start + 1))
    }
    #expect(!meter.isBusy)
  }

  @Test func aLongWaitEndsABusyTime() {
    var meter = LoadMeter(window: Interval(.milliseconds(10)), now: time(0))
    meter.noteWait(from: time(20), to: time(20))
    #expect(meter.isBusy)
    meter.noteWait(from: time(21), to: time(2000))
    #expect(!meter.isBusy)
  }

  @Test func oneBlockingRequestMakesItBusyAfterwards() {
    var meter = LoadMeter(window: Interval(.milliseconds(10)), now: time(0))
    meter.noteWait(from: time(0), to: time(1000))
    meter.noteWait(from: time(1050), to: time(1050))
    #expect(meter.isBusy)
  }
}
