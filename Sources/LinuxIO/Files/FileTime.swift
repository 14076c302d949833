import CEpollShim
import Glibc

/// A moment of the wall clock, as file systems keep it.
package struct FileTime: Equatable, Comparable, Sendable {
  /// Since the epoch.
  package let seconds: Int64
  /// Behind ``seconds``, 0 through 999,999,999.
  package let nanoseconds: UInt32

  package init(seconds: Int64, nanoseconds: UInt32) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  init(_ time: timespec) {
    self.init(seconds: Int64(time.tv_sec), nanoseconds: UInt32(clamping: time.tv_nsec))
  }

  /// Now as of the kernel's last tick, which is the clock that files are stamped with.
  package static var now: FileTime {
    var now = timespec()
    // Cannot fail: the clock is known and the memory is this frame's.
    unsafe clock_gettime(CLOCK_REALTIME_COARSE, &now)
    return FileTime(now)
  }

  package static func < (left: FileTime, right: FileTime) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  /// Whether a file stamped with this time would carry another one if it were changed at `now` or later.
  ///
  /// The kernel stamps files with the time of its last tick, which is up to 10 ms long; some file systems keep whole
  /// seconds or pairs of them.
  package func isPast(at now: FileTime) -> Bool {
    if nanoseconds == 0 { return seconds < now.seconds - 2 }
    if seconds < now.seconds - 1 { return true }
    guard seconds <= now.seconds else { return false }
    // At most two seconds lie between them here.
    let distance = (now.seconds - seconds) * 1_000_000_000 + Int64(now.nanoseconds) - Int64(nanoseconds)
    return distance > 20_000_000
  }
}
