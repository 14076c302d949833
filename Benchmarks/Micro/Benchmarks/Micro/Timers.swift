import Benchmark
import LinuxIO

@testable import WorkerRuntime

func measureTimers() {
  for seconds in [5, 60, 3600] {
    // What each turn of a worker's loop asks, with one connection whose timeout is so far away.
    Benchmark("Timers: next deadline, \(seconds) s away") { benchmark in
      let now = MonotonicTime(nanoseconds: 1_000_000_000_000)
      var wheel = TimerWheel(now: now)
      _ = wheel.schedule(1, in: TimerWheel.index(of: now.advanced(by: .seconds(seconds))))
      for _ in benchmark.scaledIterations { blackHole(wheel.deadline) }
    }
  }
  Benchmark("Timers: schedule and expire") { benchmark in
    var now = MonotonicTime(nanoseconds: 1_000_000_000_000)
    var wheel = TimerWheel(now: now)
    for number in benchmark.scaledIterations {
      _ = wheel.schedule(
        Int32(truncatingIfNeeded: number), in: TimerWheel.index(of: now.advanced(by: .seconds(5))))
      now = now.advanced(by: .milliseconds(10))
      blackHole(wheel.expire(at: now))
    }
  }
}
