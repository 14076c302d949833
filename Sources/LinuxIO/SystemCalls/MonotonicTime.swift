import CEpollShim
import Glibc

/// A moment on the kernel's monotonic clock, which stands still while the machine is suspended; clock_gettime(2).
// @usableFromInline, as some other small types: of one that has package access alone the compiler knows no conformance in
// another module, so that each `>=` or `==` there asks the runtime, which cost a new worker a dozen page faults.
@usableFromInline package struct MonotonicTime: Comparable, Sendable, BitwiseCopyable {
  @usableFromInline package let nanoseconds: Int64

  @inlinable package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// ``nanoseconds`` for where numbers have no sign; the kernel's clock never shows less than zero.
  @inlinable package var unsigned: UInt64 { UInt64(bitPattern: nanoseconds) }

  /// Now, as of the kernel's last tick: up to 4 ms old and several times cheaper than the exact time. Good for
  /// timeouts of a client's progress, not for measuring.
  package static var coarse: MonotonicTime { read(CLOCK_MONOTONIC_COARSE) }

  /// Now, exactly.
  package static var exact: MonotonicTime { read(CLOCK_MONOTONIC) }

  /// What has to be added to an exact time for the nanoseconds since 1970-01-01 00:00:00 UTC, as of now: the wall clock
  /// may be set.
  package static var wallClockOffset: Int64 { read(CLOCK_REALTIME).nanoseconds &- exact.nanoseconds }

  /// Never reached.
  package static let distantFuture = MonotonicTime(nanoseconds: .max)

  @inlinable package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  @inlinable package func advanced(by interval: Interval) -> MonotonicTime {
    let (sum, tooFar) = nanoseconds.addingReportingOverflow(interval.nanoseconds)
    return MonotonicTime(nanoseconds: tooFar ? .max : sum)
  }

  package func advanced(by duration: Duration) -> MonotonicTime { advanced(by: Interval(duration)) }

  /// The time from here until `later`, zero when that has passed.
  @inlinable package func interval(to later: MonotonicTime) -> Interval {
    Interval(nanoseconds: max(0, later.nanoseconds &- nanoseconds))
  }

  /// The time from here until `later`, zero when that has passed.
  package func duration(to later: MonotonicTime) -> Duration {
    .nanoseconds(interval(to: later).nanoseconds)
  }

  @inline(__always) private static func read(_ clock: clockid_t) -> MonotonicTime {
    var now = timespec()
    // Cannot fail: the clock is known and the memory is this frame's.
    unsafe clock_gettime(clock, &now)
    return MonotonicTime(nanoseconds: Int64(now.tv_sec) &* 1_000_000_000 &+ Int64(now.tv_nsec))
  }
}
