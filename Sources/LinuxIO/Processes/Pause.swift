import CEpollShim
import Glibc
import SystemPackage

/// Blocking the calling thread on purpose.
package enum Pause {
  /// Blocks for `duration`, signals notwithstanding; clock_nanosleep(2).
  package static func block(for duration: Duration) {
    let (seconds, attoseconds) = duration.components
    var request = timespec(tv_sec: Int(clamping: seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    var remaining = timespec()
    while unsafe nanosleep(&request, &remaining) == -1, SystemCall.lastErrno == .interrupted {
      request = remaining
    }
  }
}
