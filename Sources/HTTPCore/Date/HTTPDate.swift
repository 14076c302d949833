/// Dates as HTTP writes them, RFC 9110 5.6.7, in whole seconds since 1970-01-01 00:00:00 UTC.
///
/// Leap seconds do not exist in this count; a received second 60 is read as the one that follows it.
package enum HTTPDate {
  /// The 29 bytes of an IMF-fixdate, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
  package typealias Text = InlineArray<29, UInt8>

  /// The seconds an IMF-fixdate can express: the years 1 through 9999.
  package static var range: ClosedRange<Int64> { -62_135_596_800...253_402_300_799 }

  /// Writes a date in the preferred format.
  ///
  /// - Parameter seconds: since the epoch; clamped to ``range``.
  /// - Returns: the bytes of a Date or Last-Modified field's value.
  package static func text(seconds: Int64) -> Text {
    // After clamping nothing below can overflow.
    let clamped = min(max(seconds, range.lowerBound), range.upperBound)
    let days = clamped >= 0 ? clamped / 86_400 : (clamped &- 86_399) / 86_400
    let time = Int(clamped &- days &* 86_400)
    let date = CivilDate(days: Int(days))
    var text = Text(repeating: UInt8(ascii: " "))
    // 1970-01-01 was a Thursday.
    put(CivilDate.weekdays, (Int(days) % 7 &+ 11) % 7, into: &text, 0)
    text[3] = UInt8(ascii: ",")
    put(date.day, into: &text, 5)
    put(CivilDate.months, date.month &- 1, into: &text, 8)
    put(date.year / 100, into: &text, 12)
    put(date.year % 100, into: &text, 14)
    put(time / 3600, into: &text, 17)
    text[19] = UInt8(ascii: ":")
    put(time / 60 % 60, into: &text, 20)
    text[22] = UInt8(ascii: ":")
    put(time % 60, into: &text, 23)
    text[26] = UInt8(ascii: "G")
    text[27] = UInt8(ascii: "M")
    text[28] = UInt8(ascii: "T")
    return text
  }

  private static func put(_ number: Int, into text: inout Text, _ index: Int) {
    text[index] = 0x30 &+ UInt8(truncatingIfNeeded: number / 10)
    text[index &+ 1] = 0x30 &+ UInt8(truncatingIfNeeded: number % 10)
  }

  /// Copies the three-letter name at `position` of a table of such names.
  private static func put(_ names: StaticString, _ position: Int, into text: inout Text, _ index: Int) {
    for offset in 0..<3 {
      // `position` is below the number of names in the table, each of which has three bytes.
      text[index &+ offset] = unsafe names.utf8Start[position &* 3 &+ offset]
    }
  }
}
