#if Hummingbird
  import Glibc
  import HTTPCore
  import Synchronization

  /// The Date field's value, made anew when the second changes (RFC 9110 section 6.6.1).
  final class DateHeader: Sendable {
    private let latest = Mutex<(second: Int64, text: String)>((.min, ""))

    var text: String {
      var now = timespec()
      // The kernel's last tick, up to 4 ms ago, is good enough for a text in whole seconds. The clock cannot fail: it exists.
      _ = unsafe clock_gettime(CLOCK_REALTIME_COARSE, &now)
      let second = Int64(now.tv_sec)
      return latest.withLock { latest in
        if latest.second != second { latest = (second, Self.text(of: second)) }
        return latest.text
      }
    }

    static func text(of second: Int64) -> String {
      let bytes = HTTPDate.text(seconds: second)
      return String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
    }
  }
#endif
