import CEpollShim
import Glibc
import SystemPackage

/// Blocking the calling thread on purpose.
package enum Pause {
  /// Blocks for `duration`, signals notwithstanding; nanosleep(2).
  package static func block(for duration: Duration) { block(for: Interval(duration)) }

  /// Blocks for `interval`, signals notwithstanding; nanosleep(2).
  package static func block(for interval: Interval) {
    let (seconds, nanoseconds) = interval.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    var request = timespec(tv_sec: Int(seconds), tv_nsec: Int(nanoseconds))
    var remaining = timespec()
    while unsafe nanosleep(&request, &remaining) == -1, SystemCall.lastErrno == .interrupted {
      request = remaining
    }
  }
}
