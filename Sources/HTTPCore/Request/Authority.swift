/// Host and optional port, as in Host and in the authority and absolute forms of a target.
enum Authority {
  /// Whether `[start, end)` is `uri-host [ ":" port ]` of RFC 9110 7.2 with a host that is not empty.
  ///
  /// User information is refused, RFC 9110 4.2.4, and so is a port above 65535. An empty port, as RFC 3986
  /// 3.2.3 allows it, is accepted unless a port is required.
  ///
  /// `[start, end)` lies inside the bounds of `bytes`.
  @inline(__always)
  static func isValid(_ bytes: borrowing RawSpan, _ start: Int, _ end: Int, portRequired: Bool) -> Bool {
    guard start < end else { return false }
    var index = start
    if bytes.checkedByte(start) == UInt8(ascii: "[") {
      guard let close = endOfLiteral(bytes, start, end) else { return false }
      index = close
    } else {
      while true {
        while index &+ 8 <= end {
          let stops = bytes.checkedWord(index).hostStops
          if stops != 0 {
            index &+= stops.firstByteIndex
            break
          }
          index &+= 8
        }
        guard index < end, bytes.checkedByte(index) != UInt8(ascii: ":") else { break }
        let byte = bytes.checkedByte(index)
        if byte == UInt8(ascii: "%") {
          guard index &+ 2 < end, bytes.checkedByte(index &+ 1).hexDigitValue != nil,
            bytes.checkedByte(index &+ 2).hexDigitValue != nil
          else { return false }
        } else if !byte.isRegisteredNameByte {
          return false
        }
        index &+= 1
      }
      guard index > start else { return false }
    }
    guard index < end else { return !portRequired }
    guard bytes.checkedByte(index) == UInt8(ascii: ":") else { return false }
    index &+= 1
    guard index < end || !portRequired else { return false }
    var port = 0
    while index < end {
      let byte = bytes.checkedByte(index)
      guard byte.isDigit else { return false }
      // At most 655359 before the check that follows, so neither step can overflow.
      port = port &* 10 &+ Int(byte &- 0x30)
      guard port <= 65535 else { return false }
      index &+= 1
    }
    return true
  }

  /// The offset behind the `]` of an IP literal that begins at `start`, RFC 3986 3.2.2; nil if it is none.
  ///
  /// The address inside is checked for its alphabet only; nothing is ever resolved from it.
  private static func endOfLiteral(_ bytes: borrowing RawSpan, _ start: Int, _ end: Int) -> Int? {
    var index = start &+ 1
    while index < end {
      let byte = bytes.checkedByte(index)
      if byte == UInt8(ascii: "]") { return index > start &+ 2 ? index &+ 1 : nil }
      guard byte.isRegisteredNameByte || byte == UInt8(ascii: ":") else { return nil }
      index &+= 1
    }
    return nil
  }
}
