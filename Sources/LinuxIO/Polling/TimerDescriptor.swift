import CEpollShim
import Glibc

/// A timerfd(2) on the monotonic clock: a deadline that a ``Poller`` can wait for.
package struct TimerDescriptor: ~Copyable {
  private let descriptor: Descriptor

  package init() throws(SystemCallError) {
    let number = try SystemCall.run("timerfd_create") {
      timerfd_create(CLOCK_MONOTONIC, shim_TFD_NONBLOCK | shim_TFD_CLOEXEC)
    }
    descriptor = Descriptor(owning: number)
  }

  package var number: Int32 { descriptor.number }

  /// Expires once after `delay`; a delay of zero or less expires at once, nil disarms.
  package func arm(after delay: Duration?) throws(SystemCallError) {
    var setting = itimerspec()
    if let delay {
      // An all-zero value would disarm the timer, so the shortest delay is one nanosecond.
      let (seconds, attoseconds) = max(delay, .nanoseconds(1)).components
      setting.it_value = timespec(
        tv_sec: Int(clamping: seconds), tv_nsec: Int(clamping: attoseconds / 1_000_000_000))
    }
    try SystemCall.run("timerfd_settime") { unsafe timerfd_settime(descriptor.number, 0, &setting, nil) }
  }

  /// Takes note of an expiry, so that the timer is not ready any more.
  package func acknowledge() throws(SystemCallError) {
    var expirations: UInt64 = 0
    _ = try SystemCall.attempt("read") { unsafe read(descriptor.number, &expirations, 8) }
  }
}
