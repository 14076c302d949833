extension RequestParser {
  /// Tells the four forms of RFC 9112 3.2 apart, for the target from `mark` up to `end`.
  @inline(__always)
  mutating func takeTarget(_ bytes: borrowing RawSpan, _ end: Int) throws(RequestError) {
    head.target = Extent(mark, end)
    if bytes.byte(mark) == UInt8(ascii: "/"), head.method != .connect {
      head.targetForm = .origin
      takePathAndQuery(from: mark, end)
    } else {
      try takeOtherTarget(bytes, end)
    }
  }

  @inline(__always)
  private mutating func takePathAndQuery(from start: Int, _ end: Int) {
    if let query = head.query {
      head.path = Extent(start, query.start &- 1)
      head.query = Extent(query.start, end)
    } else {
      head.path = Extent(start, end)
    }
  }

  @inline(never)
  private mutating func takeOtherTarget(_ bytes: borrowing RawSpan, _ end: Int) throws(RequestError) {
    if head.method == .connect {
      guard head.query == nil, Authority.isValid(bytes, mark, end, portRequired: true) else {
        throw .connectWithoutAuthority
      }
      head.targetForm = .authority
      head.path = Extent(end, end)
      head.authority = head.target
    } else if end &- mark == 1, bytes.byte(mark) == UInt8(ascii: "*") {
      guard head.method == .options else { throw .asteriskWithoutOptions }
      head.targetForm = .asterisk
      head.path = head.target
    } else {
      try takeAbsoluteTarget(bytes, end)
    }
  }

  private mutating func takeAbsoluteTarget(_ bytes: borrowing RawSpan, _ end: Int) throws(RequestError) {
    let start: Int
    if mark &+ 7 <= end, bytes.equalsIgnoringCase(Extent(mark, mark &+ 7), "http://") {
      start = mark &+ 7
    } else if mark &+ 8 <= end, bytes.equalsIgnoringCase(Extent(mark, mark &+ 8), "https://") {
      start = mark &+ 8
    } else {
      throw .unsupportedScheme
    }
    let pathLimit = head.query.map { $0.start &- 1 } ?? end
    var slash = start
    while slash < pathLimit, bytes.byte(slash) != UInt8(ascii: "/") { slash &+= 1 }
    guard Authority.isValid(bytes, start, slash, portRequired: false) else { throw .malformedAuthority }
    head.targetForm = .absolute
    head.authority = Extent(start, slash)
    takePathAndQuery(from: slash, end)
  }
}
