/// The present moment as logs write it, in UTC; the text is made anew when the second changes.
package struct LogClock: Sendable {
  private var second: Int64 = .min
  private(set) var millisecond: UInt16 = 0
  /// Such as `23/Nov/2026:06:20:02 +0000`, the Common Log Format's.
  private(set) var local = InlineArray<26, UInt8>(repeating: 0x20)
  /// Such as `2026-11-23T06:20:02`, the first part of RFC 3339's.
  private(set) var iso = InlineArray<19, UInt8>(repeating: 0x20)

  package init() {}

  var seconds: UInt64 { UInt64(clamping: second) }

  /// - Parameter nanoseconds: since 1970-01-01 00:00:00 UTC; the years 1970 through 2262 can be told.
  package mutating func set(nanoseconds: Int64) {
    let clamped = max(0, nanoseconds)
    millisecond = UInt16(truncatingIfNeeded: clamped / 1_000_000 % 1000)
    guard clamped / 1_000_000_000 != second else { return }
    second = clamped / 1_000_000_000
    let date = CivilDate(days: Int(second / 86_400))
    let time = Int(second % 86_400)
    put(date.day, &local, 0, "/")
    for offset in 0..<3 {
      // The table has three bytes for each of the twelve months.
      local[3 &+ offset] = unsafe CivilDate.months.utf8Start[(date.month &- 1) &* 3 &+ offset]
    }
    local[6] = UInt8(ascii: "/")
    put(date.year / 100, &local, 7, "0")
    put(date.year % 100, &local, 9, ":")
    put(time / 3600, &local, 12, ":")
    put(time / 60 % 60, &local, 15, ":")
    put(time % 60, &local, 18, " ")
    put(0, &local, 22, "0")
    put(0, &local, 24, "0")
    local[21] = UInt8(ascii: "+")
    put(date.year / 100, &iso, 0, "0")
    put(date.year % 100, &iso, 2, "-")
    put(date.month, &iso, 5, "-")
    put(date.day, &iso, 8, "T")
    put(time / 3600, &iso, 11, ":")
    put(time / 60 % 60, &iso, 14, ":")
    put(time % 60, &iso, 17, " ")
  }

  /// Two digits and, if there is room, what follows them.
  private func put<let count: Int>(
    _ number: Int, _ text: inout InlineArray<count, UInt8>, _ index: Int, _ next: Unicode.Scalar
  ) {
    text[index] = 0x30 &+ UInt8(truncatingIfNeeded: number / 10)
    text[index &+ 1] = 0x30 &+ UInt8(truncatingIfNeeded: number % 10)
    if index &+ 2 < count { text[index &+ 2] = UInt8(ascii: next) }
  }
}
