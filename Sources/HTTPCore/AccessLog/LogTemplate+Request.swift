/// The first step: what the request tells.
extension LogTemplate {
  /// Appends a line with a hole for each value that is not known yet.
  ///
  /// - Parameters:
  ///   - head: As far as it was parsed: a refused request has what came before the fault.
  ///   - bytes: The request from its first byte on, as far as it has come.
  ///   - facts: What else is known.
  ///   - buffer: Where to.
  /// - Throws: ``BufferFull`` when the buffer may not grow; part of the line may then have been appended.
  package func begin(
    _ head: borrowing RequestHead, _ bytes: borrowing RawSpan, _ facts: LogFacts,
    into buffer: inout ByteBuffer
  ) throws(BufferFull) {
    let line = RequestLine(bytes)
    let fixed = self.bytes.span.raw()
    for index in pieces.indices {
      let piece = pieces[index]
      switch piece.variable {
      case .literal: try buffer.append(fixed.extracting(piece.text))
      case .field:
        let value =
          piece.known == .other
          ? head.value(named: fixed.extracting(piece.text), in: bytes) : head.value(of: piece.known)
        try append(value, bytes, &buffer)
      case .request: try append(line.whole, bytes, &buffer)
      case .method: try append(line.method, bytes, &buffer)
      case .target: try append(line.target, bytes, &buffer)
      case .version: try append(line.version, bytes, &buffer)
      case .host: try append(head.authority, bytes, &buffer)
      case .remoteAddress:
        guard let client = facts.client else {
          try appendNothing(&buffer)
          continue
        }
        try appendQuote(&buffer)
        try buffer.append(host: client)
        try appendQuote(&buffer)
      case .remotePort:
        if let port = facts.client?.port {
          try buffer.append(decimal: UInt64(port))
        } else {
          try appendNothing(&buffer)
        }
      case .scheme: try buffer.append(isJSON ? "\"http\"" : "http")
      case .pid: try buffer.append(decimal: facts.pid)
      case .connection: try buffer.append(decimal: facts.connection)
      case .connectionRequests: try buffer.append(decimal: facts.request)
      case .remoteUser: try appendNothing(&buffer)
      case .timeLocal, .timeISO8601, .msec, .status, .bodyBytesSent, .bytesSent, .completion, .requestTime,
        .requestMicroseconds:
        try buffer.append(Self.hole)
      }
    }
  }

  private func append(
    _ value: Extent?, _ bytes: borrowing RawSpan, _ buffer: inout ByteBuffer
  ) throws(BufferFull) {
    guard let value, !value.isEmpty, value.end <= bytes.byteCount else { return try appendNothing(&buffer) }
    if isJSON {
      try buffer.append(UInt8(ascii: "\""))
      try buffer.append(jsonText: bytes.extracting(value), limit: valueLimit &- 2)
      try buffer.append(UInt8(ascii: "\""))
    } else {
      try buffer.append(logText: bytes.extracting(value), limit: valueLimit)
    }
  }

  private func appendNothing(_ buffer: inout ByteBuffer) throws(BufferFull) {
    try buffer.append(isJSON ? "null" : "-")
  }

  func appendQuote(_ buffer: inout ByteBuffer) throws(BufferFull) {
    if isJSON { try buffer.append(UInt8(ascii: "\"")) }
  }
}

/// The request line as it came, whatever the parser thought of it.
private struct RequestLine {
  var whole = Extent()
  var method = Extent()
  var target = Extent()
  var version = Extent()

  init(_ bytes: borrowing RawSpan) {
    let count = bytes.byteCount
    var start = 0
    // One empty line ahead of it is allowed, RFC 9112 2.2.
    if count >= 2, bytes.byte(0) == .carriageReturn, bytes.byte(1) == .lineFeed { start = 2 }
    var (first, last): (Int?, Int?)
    var end = start
    while end < count {
      let byte = bytes.checkedByte(end)
      if byte == .carriageReturn || byte == .lineFeed { break }
      if byte == .space {
        if first == nil { first = end }
        last = end
      }
      end &+= 1
    }
    whole = Extent(start, end)
    method = Extent(start, first ?? end)
    guard let first else { return }
    // A line with one blank has no version, as in HTTP/0.9 or where the rest has not come.
    let close = last == first ? end : last ?? end
    target = Extent(first &+ 1, close)
    if close < end { version = Extent(close &+ 1, end) }
  }
}

extension RequestHead {
  /// The value of the first line with a name that is ASCII in lower case; a hyphen of the name may be an underscore.
  fileprivate func value(named name: borrowing RawSpan, in bytes: borrowing RawSpan) -> Extent? {
    for index in 0..<fields.count {
      let extent = fields[index].name
      guard extent.count == name.byteCount, extent.end <= bytes.byteCount else { continue }
      var offset = 0
      while offset < name.byteCount {
        let byte = bytes.byte(extent.start &+ offset)
        guard
          byte.asciiLowercased == name.byte(offset) || byte == UInt8(ascii: "_") && name.byte(offset) == 0x2d
        else { break }
        offset &+= 1
      }
      if offset == name.byteCount { return fields[index].value }
    }
    return nil
  }
}
