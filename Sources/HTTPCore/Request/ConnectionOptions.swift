/// The options of all Connection fields of one request, RFC 9110 7.6.1.
struct ConnectionOptions {
  private(set) var close = false
  private(set) var keepAlive = false

  /// Adds the options of one field value; those of no consequence to the server are skipped.
  @inline(never)
  mutating func take(_ bytes: borrowing RawSpan, _ start: Int, _ end: Int) {
    var list = ListCursor(start, end)
    while let element = list.next(bytes) {
      if bytes.equalsIgnoringCase(element, "keep-alive") {
        keepAlive = true
      } else if bytes.equalsIgnoringCase(element, "close") {
        close = true
      }
    }
  }
}
