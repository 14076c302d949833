import Glibc
import HTTPCore

/// The Date field's value, made anew when the second changes.
struct DateCache {
  private(set) var second: Int64 = .min
  private(set) var text = HTTPDate.text(seconds: 0)

  mutating func refresh() {
    var now = timespec()
    // The kernel's last tick, up to 4 ms ago, is good enough for a text in whole seconds.
    guard unsafe clock_gettime(CLOCK_REALTIME_COARSE, &now) == 0, Int64(now.tv_sec) != second else { return }
    second = Int64(now.tv_sec)
    text = HTTPDate.text(seconds: second)
  }
}
