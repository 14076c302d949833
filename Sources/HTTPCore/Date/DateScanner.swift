/// Reads the parts of a date from left to right; any mismatch is remembered in `failed`.
struct DateScanner {
  private var index = 0
  private let end: Int
  private var failed = false

  init(_ count: Int) { end = count }

  /// `Sun, 06 Nov 1994 08:49:37 GMT`
  mutating func fixdate(_ bytes: borrowing RawSpan) -> Int64? {
    let weekday = name(bytes, CivilDate.weekdays)
    expect(bytes, ", ")
    let day = number(bytes, 2)
    expect(bytes, " ")
    let month = name(bytes, CivilDate.months)
    expect(bytes, " ")
    let year = number(bytes, 4)
    expect(bytes, " ")
    let time = time(bytes)
    expect(bytes, " GMT")
    return seconds(weekday, year, month, day, time)
  }

  /// `Sun Nov  6 08:49:37 1994`
  mutating func asctime(_ bytes: borrowing RawSpan) -> Int64? {
    let weekday = name(bytes, CivilDate.weekdays)
    expect(bytes, " ")
    let month = name(bytes, CivilDate.months)
    expect(bytes, " ")
    let day: Int
    if peek(bytes) == .space {
      index &+= 1
      day = number(bytes, 1)
    } else {
      day = number(bytes, 2)
    }
    expect(bytes, " ")
    let time = time(bytes)
    expect(bytes, " ")
    let year = number(bytes, 4)
    return seconds(weekday, year, month, day, time)
  }

  /// `Sunday, 06-Nov-94 08:49:37 GMT`
  mutating func rfc850(_ bytes: borrowing RawSpan, now: Int64) -> Int64? {
    let weekday = name(bytes, CivilDate.weekdays)
    switch weekday {
    case 2: expect(bytes, "s")
    case 3: expect(bytes, "nes")
    case 4: expect(bytes, "rs")
    case 6: expect(bytes, "ur")
    default: break
    }
    expect(bytes, "day, ")
    let day = number(bytes, 2)
    expect(bytes, "-")
    let month = name(bytes, CivilDate.months)
    expect(bytes, "-")
    let shortYear = number(bytes, 2)
    expect(bytes, " ")
    let time = time(bytes)
    expect(bytes, " GMT")
    let today = min(max(now, HTTPDate.range.lowerBound), HTTPDate.range.upperBound)
    // The day, as CivilDate(days:) counts it; seconds before the epoch round down like any others.
    let date = CivilDate(days: Int((today &- HTTPDate.range.lowerBound) / 86_400 &- 719_162))
    let limit = (date.year &+ 50, date.month &- 1, date.day)
    // The latest year with these digits that is not more than 50 years ahead.
    var year = date.year / 100 * 100 &+ 100 &+ shortYear
    while (year, month, day) > limit { year &-= 100 }
    return seconds(weekday, year, month, day, time)
  }

  private func seconds(_ weekday: Int, _ year: Int, _ month: Int, _ day: Int, _ time: Int) -> Int64? {
    guard !failed, index == end, let date = CivilDate(year: year, month: month &+ 1, day: day),
      date.weekday == weekday
    else { return nil }
    let seconds = Int64(date.days &* 86_400 &+ time)
    return HTTPDate.range.contains(seconds) ? seconds : nil
  }

  private func peek(_ bytes: borrowing RawSpan) -> UInt8? {
    index < end ? bytes.byte(index) : nil
  }

  private mutating func expect(_ bytes: borrowing RawSpan, _ text: StaticString) {
    let count = text.utf8CodeUnitCount
    guard index &+ count <= end, bytes.extracting(index..<index &+ count).equals(text) else {
      failed = true
      return
    }
    index &+= count
  }

  private mutating func number(_ bytes: borrowing RawSpan, _ digits: Int) -> Int {
    var value = 0
    for _ in 0..<digits {
      guard let byte = peek(bytes), byte.isDigit else {
        failed = true
        return 0
      }
      // At most four digits are ever read.
      value = value &* 10 &+ Int(byte &- 0x30)
      index &+= 1
    }
    return value
  }

  /// The position in a table of three-letter names.
  private mutating func name(_ bytes: borrowing RawSpan, _ names: StaticString) -> Int {
    guard index &+ 3 <= end else {
      failed = true
      return 0
    }
    for position in 0..<names.utf8CodeUnitCount / 3 {
      // Three bytes for every position, so the last one read is the last one of the table.
      let expected = unsafe names.utf8Start + position &* 3
      if unsafe bytes.byte(index) == expected[0], unsafe bytes.byte(index &+ 1) == expected[1],
        unsafe bytes.byte(index &+ 2) == expected[2]
      {
        index &+= 3
        return position
      }
    }
    failed = true
    return 0
  }

  /// `hour ":" minute ":" second` in seconds; a leap second counts as 60.
  private mutating func time(_ bytes: borrowing RawSpan) -> Int {
    let hour = number(bytes, 2)
    expect(bytes, ":")
    let minute = number(bytes, 2)
    expect(bytes, ":")
    let second = number(bytes, 2)
    if hour > 23 || minute > 59 || second > 60 { failed = true }
    return hour &* 3600 &+ minute &* 60 &+ second
  }
}
