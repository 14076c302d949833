extension HTTPDate {
  /// Reads a date in any of the three formats of RFC 9110 5.6.7, to the letter: names are case-sensitive,
  /// and the day of the week has to be the right one.
  ///
  /// - Parameters:
  ///   - bytes: the field value, without white space around it.
  ///   - now: seconds since the epoch at present; a year of two digits that seems more than 50 years ahead
  ///     of it is read as the latest year in the past with those digits.
  /// - Returns: seconds since the epoch, within ``range``; nil for anything that is not such a date.
  package static func parse(_ bytes: borrowing RawSpan, now: Int64) -> Int64? {
    let count = bytes.byteCount
    // The shortest and the longest: asctime, and an RFC 850 date on a Wednesday.
    guard count >= 24, count <= 33 else { return nil }
    var scanner = DateScanner(bytes.byteCount)
    if count == 29, bytes.byte(3) == UInt8(ascii: ",") { return scanner.fixdate(bytes) }
    if count == 24, bytes.byte(3) == .space { return scanner.asctime(bytes) }
    return scanner.rfc850(bytes, now: now)
  }
}
