/// The transfer codings of all Transfer-Encoding fields of one request, in order, RFC 9112 6.1.
struct TransferCoding {
  private var chunkedCount = 0
  private var lastIsChunked = false
  private var hasUnknown = false

  /// Adds the codings of one field value.
  ///
  /// Empty list elements, which RFC 9110 5.6.1.2 lets a recipient skip, are refused: lists that parties read
  /// differently are how requests are smuggled.
  @inline(never)
  mutating func take(_ bytes: borrowing RawSpan, _ start: Int, _ end: Int) throws(RequestError) {
    var list = ListCursor(start, end)
    while let element = list.next(bytes) {
      guard !element.isEmpty else { throw .transferEncodingMalformed }
      for index in element.range where !bytes.byte(index).isToken {
        // Parameters belong to codings that are not implemented; chunked has none, RFC 9112 7.1.
        throw .transferEncodingMalformed
      }
      lastIsChunked = bytes.equalsIgnoringCase(element, "chunked")
      if lastIsChunked {
        chunkedCount &+= 1
      } else {
        hasUnknown = true
      }
    }
  }

  /// Refuses every combination but a single chunked.
  ///
  /// No other coding is implemented, so a list without chunked is answered with 501 and not with the 400
  /// that RFC 9112 6.3 asks for where codings are understood but leave the length open.
  func check() throws(RequestError) {
    guard chunkedCount <= 1 else { throw .chunkedRepeated }
    guard chunkedCount == 0 || lastIsChunked else { throw .chunkedNotFinal }
    guard !hasUnknown else { throw .transferEncodingUnknown }
  }
}
