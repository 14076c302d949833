extension RequestParser {
  /// Parses as much of the request line as there is, RFC 9112 3; true when it is complete.
  mutating func parseRequestLine(_ bytes: borrowing RawSpan) throws(RequestError) -> Bool {
    if phase == .leadingLine {
      guard try skipLeadingLine(bytes) else { return false }
    }
    let limit = lineStart &+ limits.requestLine
    let end = min(bytes.byteCount, limit)
    if try parseLine(bytes, end) { return true }
    // The line may not end beyond the limit, so a full window without its end is too long.
    if end == limit { throw .requestLineTooLong }
    return false
  }

  @inline(__always)
  private mutating func parseLine(_ bytes: borrowing RawSpan, _ end: Int) throws(RequestError) -> Bool {
    if phase == .method {
      guard try parseMethod(bytes, end) else { return false }
    }
    if phase == .target {
      guard try parseTarget(bytes, end) else { return false }
    }
    return try parseVersion(bytes, end)
  }

  /// One empty line ahead of the request line is skipped, RFC 9112 2.2.
  @inline(__always)
  private mutating func skipLeadingLine(_ bytes: borrowing RawSpan) throws(RequestError) -> Bool {
    guard bytes.byteCount > 0 else { return false }
    let first = bytes.checkedByte(0)
    if first == .carriageReturn {
      guard bytes.byteCount > 1 else { return false }
      guard bytes.checkedByte(1) == .lineFeed else { throw .bareCarriageReturn }
      guard bytes.byteCount > 2 else { return false }
      lineStart = 2
    } else if first == .lineFeed {
      throw .bareLineFeed
    }
    position = lineStart
    mark = lineStart
    phase = .method
    return true
  }

  @inline(__always)
  private mutating func parseMethod(_ bytes: borrowing RawSpan, _ end: Int) throws(RequestError) -> Bool {
    var index = position
    if index == mark, index &+ 4 <= end, bytes.checkedHalfWord(index) == StaticString.four("GET ") {
      // By far the most frequent beginning.
      head.method = .get
      index &+= 4
    } else {
      while true {
        guard index < end else {
          position = index
          return false
        }
        let byte = bytes.checkedByte(index)
        if byte == .space { break }
        guard byte.isToken else {
          throw byte == .lineFeed || byte == .carriageReturn ? .malformedRequestLine : .malformedMethod
        }
        index &+= 1
      }
      guard index > mark else { throw .malformedMethod }
      // An unknown method is refused when the line is complete: what is no request line at all is answered with 400.
      if let method = Method(bytes, Extent(mark, index)) {
        head.method = method
      } else {
        hasUnknownMethod = true
      }
      index &+= 1
    }
    position = index
    mark = index
    phase = .target
    return true
  }

  @inline(__always)
  private mutating func parseTarget(_ bytes: borrowing RawSpan, _ end: Int) throws(RequestError) -> Bool {
    var index = position
    while true {
      while index &+ 8 <= end {
        let stops = bytes.checkedWord(index).targetStops
        if stops != 0 {
          index &+= stops.firstByteIndex
          break
        }
        index &+= 8
      }
      guard index < end else {
        position = index
        return false
      }
      let byte = bytes.checkedByte(index)
      if byte == .space { break }
      if byte == UInt8(ascii: "?") {
        // The query's end is filled in when the target's end is known.
        if head.query == nil { head.query = Extent(index &+ 1, index &+ 1) }
      } else if byte <= .space || byte >= 0x7f || byte == UInt8(ascii: "#") {
        throw byte == .lineFeed || byte == .carriageReturn ? .malformedRequestLine : .malformedTarget
      }
      index &+= 1
    }
    guard index > mark else { throw .malformedRequestLine }
    if !hasUnknownMethod { try takeTarget(bytes, index) }
    position = index &+ 1
    mark = index &+ 1
    phase = .version
    return true
  }

  @inline(__always)
  private mutating func parseVersion(_ bytes: borrowing RawSpan, _ end: Int) throws(RequestError) -> Bool {
    if position == mark, mark &+ 10 <= end {
      let word = bytes.checkedWord(mark)
      let minor = UInt8(truncatingIfNeeded: word >> 56)
      if word & 0x00ff_ffff_ffff_ffff == StaticString.eight("HTTP/1.\0"), minor.isDigit,
        bytes.checkedByte(mark &+ 8) == .carriageReturn, bytes.checkedByte(mark &+ 9) == .lineFeed
      {
        try finishLine(minorDigit: minor, end: mark &+ 10)
        return true
      }
    }
    return try parseVersionSlowly(bytes, end)
  }

  @inline(never)
  private mutating func parseVersionSlowly(
    _ bytes: borrowing RawSpan, _ end: Int
  ) throws(RequestError) -> Bool {
    var index = position
    while index < end, bytes.byte(index) != .carriageReturn {
      if bytes.byte(index) == .lineFeed { throw .bareLineFeed }
      index &+= 1
    }
    position = index
    guard index &+ 1 < end else { return false }
    guard bytes.byte(index &+ 1) == .lineFeed else { throw .bareCarriageReturn }
    guard index &- mark == 8, bytes.extracting(mark..<mark &+ 5).equals("HTTP/"),
      bytes.byte(mark &+ 5).isDigit, bytes.byte(mark &+ 6) == UInt8(ascii: "."),
      bytes.byte(mark &+ 7).isDigit
    else { throw .malformedVersion }
    guard bytes.byte(mark &+ 5) == UInt8(ascii: "1") else { throw .unsupportedVersion }
    try finishLine(minorDigit: bytes.byte(mark &+ 7), end: index &+ 2)
    return true
  }

  @inline(__always)
  private mutating func finishLine(minorDigit: UInt8, end: Int) throws(RequestError) {
    if hasUnknownMethod { throw .unknownMethod }
    head.minorVersion = minorDigit == UInt8(ascii: "0") ? 0 : 1
    position = end
    headersStart = end
    phase = .fieldStart
  }
}
