import LinuxIO

/// What the access log remembers of a connection.
struct RequestTiming {
  /// Requests that have a line.
  var requestCount: UInt64 = 0
  /// When the first byte of the request in hand was there; nil before it.
  var began: MonotonicTime?
  /// When the connection was last read from.
  var lastRead = MonotonicTime(nanoseconds: 0)
}
