import LinuxIO
import Testing

@testable import WorkerRuntime

@Suite struct OccupancyMeterTests {
  private let start = MonotonicTime(nanoseconds: 0)

  private func time(_ milliseconds: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: milliseconds * 1_000_000)
  }

  private func meter(_ limit: Int) -> OccupancyMeter {
    OccupancyMeter(limit: limit, delay: Interval(.milliseconds(10)), now: start)
  }

  @Test func isBusyAtOnceWhenFull() {
    var meter = meter(1)
    #expect(meter.hasRoom && meter.deadline == nil)
    meter.gaveConnection(at: time(1))
    meter.look(at: time(1))
    #expect(meter.isBusy && !meter.hasRoom && meter.deadline == nil && meter.open == 1)
  }

  @Test func isIdleAgainAfterTheDelayAlone() {
    var meter = meter(1)
    meter.gaveConnection(at: time(1))
    meter.look(at: time(1))
    meter.note(taken: 1, closed: 1, at: time(5))
    meter.look(at: time(5))
    #expect(meter.isBusy && meter.hasRoom && meter.deadline == time(15))
    meter.look(at: time(15))
    #expect(!meter.isBusy && meter.deadline == nil)
  }

  @Test func aConnectionWithinTheDelayLeavesItBusy() {
    var meter = meter(1)
    meter.gaveConnection(at: time(1))
    meter.look(at: time(1))
    meter.note(taken: 1, closed: 1, at: time(5))
    meter.gaveConnection(at: time(6))
    meter.look(at: time(100))
    #expect(meter.isBusy && meter.deadline == nil)
  }

  @Test func takesNoOtherWhileOneIsOnItsWay() {
    var meter = meter(10)
    meter.gaveConnection(at: time(1))
    #expect(!meter.hasRoom)
    meter.note(taken: 1, closed: 0, at: time(2))
    meter.look(at: time(2))
    #expect(meter.hasRoom && !meter.isBusy && meter.deadline == nil)
  }

  @Test func isBusyWhileItsServerIsHeldUp() {
    var meter = meter(10)
    meter.gaveConnection(at: time(1))
    meter.look(at: time(1))
    #expect(!meter.isBusy && meter.deadline == time(11))
    meter.look(at: time(11))
    #expect(meter.isBusy && meter.deadline == nil)
    meter.note(taken: 1, closed: 0, at: time(500))
    meter.look(at: time(500))
    #expect(meter.isBusy && meter.deadline == time(510))
    meter.look(at: time(510))
    #expect(!meter.isBusy)
  }

  @Test func aConnectionThatWasNeverTakenMayClose() {
    var meter = meter(1)
    meter.gaveConnection(at: time(1))
    meter.note(taken: 0, closed: 1, at: time(2))
    #expect(meter.open == 0 && meter.hasRoom)
    meter.note(taken: 3, closed: 3, at: time(3))
    #expect(meter.open == 0)
  }
}
