/// The options of all Connection fields of one request, RFC 9110 7.6.1.
struct ConnectionOptions {
  private(set) var close = false
  private(set) var keepAlive = false

  /// Adds the options of one field value; those of no consequence to the server are skipped.
  @inline(__always)
  mutating func take(_ bytes: borrowing RawSpan, _ value: Extent) {
    // What nearly every client sends, if it sends the field at all, lies within the bytes. Setting 0x20 also turns CR into the
    // dash, which no field value holds.
    if value.count == 10, bytes.word(value.start) | 0x2020_2020_2020_2020 == StaticString.eight("keep-ali"),
      bytes.word(value.start &+ 2) | 0x2020_2020_2020_2020 == StaticString.eight("ep-alive")
    {
      keepAlive = true
    } else if value.count == 5, bytes.checkedHalfWord(value.start) | 0x2020_2020 == StaticString.four("clos"),
      bytes.checkedHalfWord(value.start &+ 1) | 0x2020_2020 == StaticString.four("lose")
    {
      close = true
    } else {
      takeList(bytes, value)
    }
  }

  @inline(never)
  private mutating func takeList(_ bytes: borrowing RawSpan, _ value: Extent) {
    var list = ListCursor(value.start, value.end)
    while let element = list.next(bytes) {
      if bytes.equalsIgnoringCase(element, "keep-alive") {
        keepAlive = true
      } else if bytes.equalsIgnoringCase(element, "close") {
        close = true
      }
    }
  }
}
