import HTTPCore
import Testing

/// RFC 9110 5.6.7
struct HTTPDateTests {
  private func text(_ seconds: Int64) -> String {
    let text = HTTPDate.text(seconds: seconds)
    return String(decoding: (0..<29).map { text[$0] }, as: UTF8.self)
  }

  private func parse(_ text: String, now: Int64 = 1_800_000_000) -> Int64? {
    withBytes(text) { HTTPDate.parse($0, now: now) }
  }

  @Test(
    "A moment is written as an IMF-fixdate",
    arguments: [
      (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
      (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
      (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
      (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"), (Int64.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
      (-62_135_596_800, "Mon, 01 Jan 0001 00:00:00 GMT"), (Int64.min, "Mon, 01 Jan 0001 00:00:00 GMT"),
    ])
  func formats(_ seconds: Int64, _ expected: String) {
    #expect(text(seconds) == expected)
  }

  @Test("What is written is read back as the same moment")
  func roundTrip() {
    var seconds = HTTPDate.range.lowerBound
    while seconds <= HTTPDate.range.upperBound {
      #expect(parse(text(seconds)) == seconds)
      seconds += 31_556_952 * 3 + 86_399
    }
  }

  @Test(
    "The three formats are read",
    arguments: [
      "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ])
  func threeFormats(_ text: String) {
    #expect(parse(text) == 784_111_777)
  }

  @Test("Every day of the week is read in the RFC 850 format")
  func weekdays() {
    let names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    for (offset, name) in names.enumerated() {
      let day = 6 + offset < 10 ? "0\(6 + offset)" : "\(6 + offset)"
      #expect(parse("\(name), \(day)-Nov-94 08:49:37 GMT") == 784_111_777 + Int64(offset) * 86_400)
    }
  }

  @Test("A year of two digits lies at most 50 years ahead")
  func shortYears() {
    let now: Int64 = 1_000_000_000  // 2001-09-09
    #expect(parse("Sunday, 06-Nov-94 08:49:37 GMT", now: now) == 784_111_777)
    #expect(parse("Sunday, 06-Nov-50 08:49:37 GMT", now: now) == 2_551_337_377)
    // 2051-11-06 is more than 50 years ahead, and 2051-08-06 is not.
    let past: Int64 = -572_886_623
    #expect(parse("Tuesday, 06-Nov-51 08:49:37 GMT", now: now) == past)
    #expect(parse("Sunday, 06-Aug-51 00:00:00 GMT", now: now) == 2_574_892_800)
    // The turn of a century
    #expect(parse("Sunday, 06-Jan-02 00:00:00 GMT", now: 946_684_799) == 1_010_275_200)
    #expect(parse("Friday, 31-Dec-99 23:59:59 GMT", now: 946_684_800) == 946_684_799)
    for extreme in [Int64.min, .max] { _ = parse("Friday, 31-Dec-99 23:59:59 GMT", now: extreme) }
  }

  @Test("A leap second is read as the second behind it")
  func leapSecond() {
    #expect(parse("Sat, 31 Dec 2016 23:59:60 GMT") == 1_483_228_800)
  }

  @Test(
    "Anything else is no date",
    arguments: [
      "", "0", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 gmt",
      "Mon, 06 Nov 1994 08:49:37 GMT", "sun, 06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
      "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
      "Tue, 29 Feb 1900 00:00:00 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
      "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 1994 8:49:37 GMT ", "Sun, 06 Nov 1994 08:49:37 GMTx",
      "Sun,  06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 0000 08:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT",
      "Sunday, 06 Nov 1994 08:49:37 GMT", "Sun, 06-Nov-94 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT",
      "Monday, 06-Nov-94 08:49:37 GMT", "Sun Nov 06 08:49:37 94", "Sun Nov 6 08:49:37 1994 ",
      "Mon Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z", "784111777",
      "Sunday, 06-Nov-94 08:49:37 GMT and more of it",
    ])
  func refuses(_ text: String) {
    #expect(parse(text) == nil)
  }

  @Test("An asctime date of a day with two digits is read")
  func asctimeTwoDigits() {
    #expect(parse("Wed Nov 16 08:49:37 1994") == 784_975_777)
  }
}
