import LinuxIO
import Testing

@testable import WorkerRuntime

@Suite("The connections of a worker")
struct ConnectionTableTests {
  private func connection() throws -> Connection {
    Connection(try SocketPair().takeChildEnd(), number: 1, deadline: MonotonicTime(nanoseconds: 0))
  }

  /// What was scheduled for a connection that has gone was once scheduled again for the one that had its number next,
  /// so that the wheel of a worker grew with every connection it had served.
  @Test func whatWasScheduledForConnectionsThatHaveGoneIsForgotten() throws {
    var table = ConnectionTable()
    var wheel = TimerWheel(now: MonotonicTime(nanoseconds: 0))
    for tick in 1...20 as ClosedRange<Int64> {
      let key = table.insert(try connection())
      #expect(key == 0)
      table[key]?.due = wheel.schedule(key, in: tick)
      if tick < 20 { table.remove(key) }
    }
    var looked = 0
    for tick in 1...30 as ClosedRange<Int64> {
      let now = MonotonicTime(nanoseconds: tick * TimerWheel.tick)
      for key in wheel.expire(at: now) {
        guard table.takeDue(key, at: now) != nil else { continue }
        looked += 1
        table[key]?.due = wheel.schedule(key, in: tick + 5)
      }
    }
    #expect(looked == 3 && wheel.count == 1)
  }

  @Test func aConnectionIsTakenOnceWhenItIsDueTwice() throws {
    var table = ConnectionTable()
    let key = table.insert(try connection())
    table[key]?.due = 7
    #expect(table.takeDue(key, at: MonotonicTime(nanoseconds: 6 * TimerWheel.tick)) == nil)
    let now = MonotonicTime(nanoseconds: 7 * TimerWheel.tick)
    #expect(table.takeDue(key, at: now) != nil && table.takeDue(key, at: now) == nil)
  }

  @Test func aConnectionIsSettledWhileItIsWatchedAndLookedAtInTime() throws {
    var table = ConnectionTable()
    let key = table.insert(try connection())
    #expect(!table.isSettled(key, for: .readable, due: .max))
    table[key]?.interest = Interest.readable.rawValue
    table[key]?.due = 7
    #expect(table.isSettled(key, for: .readable, due: 7) && table.isSettled(key, for: .readable, due: 8))
    #expect(!table.isSettled(key, for: .readable, due: 6) && !table.isSettled(key, for: .writable, due: 7))
    table.remove(key)
    #expect(!table.isSettled(key, for: .readable, due: 7) && table.connection(at: key) == nil)
    #expect(!table.isSettled(key + 1, for: .readable, due: 7) && table.connection(at: key + 1) == nil)
  }
}
