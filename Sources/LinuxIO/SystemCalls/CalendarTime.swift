import CEpollShim
import Glibc

/// The time of the calendar, which may be set while the system runs; clock_gettime(2) of CLOCK_REALTIME.
package enum CalendarTime {
  /// Milliseconds since 1970.
  package static var milliseconds: UInt64 {
    var now = timespec()
    // Cannot fail: the clock is known and the memory is this frame's.
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    return UInt64(clamping: now.tv_sec) &* 1000 &+ UInt64(clamping: now.tv_nsec / 1_000_000)
  }
}
