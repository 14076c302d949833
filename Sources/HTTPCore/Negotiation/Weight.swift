/// The weight of an element in a list of preferences, RFC 9110 12.4.2.
enum Weight {
  /// Reads `OWS ";" OWS "q=" qvalue` in `[start, end)`, in thousandths; 1000 for no weight, nil for an error.
  static func parse(_ bytes: borrowing RawSpan, _ start: Int, _ end: Int) -> UInt16? {
    var index = skipBlanks(bytes, start, end)
    guard index < end else { return 1000 }
    guard bytes.byte(index) == UInt8(ascii: ";") else { return nil }
    index = skipBlanks(bytes, index &+ 1, end)
    guard index &+ 2 < end, bytes.byte(index) | 0x20 == UInt8(ascii: "q"),
      bytes.byte(index &+ 1) == UInt8(ascii: "=")
    else { return nil }
    return parseNumber(bytes, index &+ 2, end)
  }

  /// Reads 0 through 1 with at most three decimals, to the end.
  private static func parseNumber(_ bytes: borrowing RawSpan, _ start: Int, _ end: Int) -> UInt16? {
    let whole = bytes.byte(start) &- 0x30
    guard whole <= 1, end &- start <= 5 else { return nil }
    var weight = UInt16(whole) &* 1000
    guard end > start &+ 1 else { return weight }
    guard bytes.byte(start &+ 1) == UInt8(ascii: ".") else { return nil }
    var place: UInt16 = 100
    for index in (start &+ 2)..<end {
      guard bytes.byte(index).isDigit else { return nil }
      weight &+= UInt16(bytes.byte(index) &- 0x30) &* place
      place /= 10
    }
    return weight <= 1000 ? weight : nil
  }

  private static func skipBlanks(_ bytes: borrowing RawSpan, _ start: Int, _ end: Int) -> Int {
    var index = start
    while index < end, bytes.byte(index).isBlank { index &+= 1 }
    return index
  }
}
