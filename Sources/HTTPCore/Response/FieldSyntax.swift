/// The syntax of names and values of fields, RFC 9110 5.1 and 5.5.
enum FieldSyntax {
  /// Whether `bytes` is a token.
  static func isName(_ bytes: borrowing RawSpan) -> Bool {
    let end = bytes.byteCount
    guard end > 0 else { return false }
    var index = 0
    while index < end {
      if index &+ 8 <= end, bytes.word(index).nameStops == 0 {
        index &+= 8
      } else {
        guard bytes.byte(index).isToken else { return false }
        index &+= 1
      }
    }
    return true
  }

  /// Whether `bytes` holds no control character but HTAB.
  static func isValue(_ bytes: borrowing RawSpan) -> Bool {
    let end = bytes.byteCount
    var index = 0
    while index < end {
      if index &+ 8 <= end, bytes.word(index).fieldValueStops == 0 {
        index &+= 8
      } else {
        guard bytes.byte(index).isFieldContent else { return false }
        index &+= 1
      }
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
