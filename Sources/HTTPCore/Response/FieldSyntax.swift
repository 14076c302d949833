/// The syntax of names and values of fields, RFC 9110 5.1 and 5.5.
enum FieldSyntax {
  /// Whether `bytes` is a token.
  static func isName(_ bytes: borrowing RawSpan) -> Bool {
    let end = bytes.byteCount
    guard end > 0 else { return false }
    var index = 0
    while index &+ 8 <= end, bytes.checkedWord(index).nameStops == 0 { index &+= 8 }
    while index < end {
      guard bytes.checkedByte(index).isToken else { return false }
      index &+= 1
    }
    return true
  }

  /// Whether `bytes` holds no control character but HTAB.
  static func isValue(_ bytes: borrowing RawSpan) -> Bool {
    let end = bytes.byteCount
    guard end >= 8 else { return isValueSlowly(bytes) }
    // The last word overlaps the one before it, so that no byte is left over.
    var stops = bytes.checkedWord(end &- 8).fieldValueStops
    var index = 0
    while index &+ 8 < end {
      stops |= bytes.checkedWord(index).fieldValueStops
      index &+= 8
    }
    return stops == 0 || isValueSlowly(bytes)
  }

  /// As ``isValue(_:)``, for short values and for those with HTAB.
  @inline(never)
  private static func isValueSlowly(_ bytes: borrowing RawSpan) -> Bool {
    var index = 0
    while index < bytes.byteCount {
      guard bytes.checkedByte(index).isFieldContent else { return false }
      index &+= 1
    }
    return true
  }

  /// Whether only ``ResponseHead`` may write a field of that name: the fields that frame the message or
  /// belong to the connection, and those it writes anyway.
  static func isReserved(_ bytes: borrowing RawSpan) -> Bool {
    let whole = Extent(0, bytes.byteCount)
    return switch bytes.byteCount {
    case 4: bytes.equalsIgnoringCase(whole, "date")
    case 6: bytes.equalsIgnoringCase(whole, "server")
    case 7: bytes.equalsIgnoringCase(whole, "upgrade") || bytes.equalsIgnoringCase(whole, "trailer")
    case 10:
      bytes.equalsIgnoringCase(whole, "connection") || bytes.equalsIgnoringCase(whole, "keep-alive")
    case 14: bytes.equalsIgnoringCase(whole, "content-length")
    case 17: bytes.equalsIgnoringCase(whole, "transfer-encoding")
    default: false
    }
  }
}
