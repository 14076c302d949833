import Glibc

/// When a message was logged.
enum LogTime {
  /// RFC 3339, in UTC, with milliseconds.
  static func now() -> String {
    var now = timespec()
    var parts = unsafe tm()
    // Both live in this frame; gmtime_r fails only for years beyond an Int32.
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    unsafe gmtime_r(&now.tv_sec, &parts)
    let date = unsafe "\(parts.tm_year + 1900)-\((parts.tm_mon + 1).digits(2))-\(parts.tm_mday.digits(2))"
    let time = unsafe "\(parts.tm_hour.digits(2)):\(parts.tm_min.digits(2)):\(parts.tm_sec.digits(2))"
    return "\(date)T\(time).\(Int32(now.tv_nsec / 1_000_000).digits(3))Z"
  }
}

extension Int32 {
  fileprivate func digits(_ width: Int) -> String {
    let text = String(self)
    return String(repeating: "0", count: Swift.max(0, width - text.count)) + text
  }
}
