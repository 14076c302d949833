/// The second step: what became of the request.
extension LogTemplate {
  /// Appends a whole line with its line feed.
  ///
  /// - Parameters:
  ///   - begun: What ``begin(_:_:_:into:)`` wrote.
  ///   - outcome: What became of the request.
  ///   - clock: The moment.
  ///   - buffer: Where to.
  /// - Throws: ``BufferFull`` when the buffer may not grow; part of the line may then have been appended.
  package func finish(
    _ begun: borrowing RawSpan, _ outcome: LogOutcome, at clock: borrowing LogClock,
    into buffer: inout ByteBuffer
  ) throws(BufferFull) {
    var start = 0
    for index in pieces.indices {
      let variable = pieces[index].variable
      guard variable.isLate else { continue }
      let end = begun.nextHole(from: start)
      try buffer.append(begun.extracting(start..<end))
      start = min(end &+ 1, begun.byteCount)
      try append(variable, outcome, clock, &buffer)
    }
    try buffer.append(begun.extracting(start...))
    try buffer.append(UInt8.lineFeed)
  }

  private func append(
    _ variable: LogVariable, _ outcome: LogOutcome, _ clock: borrowing LogClock, _ buffer: inout ByteBuffer
  ) throws(BufferFull) {
    switch variable {
    case .status: try buffer.append(decimal: UInt64(outcome.status))
    case .bodyBytesSent: try buffer.append(decimal: outcome.bodyBytes)
    case .bytesSent: try buffer.append(decimal: outcome.bytes)
    case .requestMicroseconds: try buffer.append(decimal: outcome.microseconds)
    case .requestTime:
      try buffer.append(decimal: outcome.microseconds / 1_000_000)
      try buffer.append(fraction: outcome.microseconds % 1_000_000, digits: 6)
    case .msec:
      try buffer.append(decimal: clock.seconds)
      try buffer.append(fraction: UInt64(clock.millisecond), digits: 3)
    case .completion:
      if isJSON {
        try buffer.append(outcome.isComplete ? "\"OK\"" : "\"\"")
      } else {
        try buffer.append(outcome.isComplete ? "OK" : "-")
      }
    case .timeLocal:
      try appendQuote(&buffer)
      try buffer.append(clock.local.span.raw())
      try appendQuote(&buffer)
    case .timeISO8601:
      try appendQuote(&buffer)
      try buffer.append(clock.iso.span.raw())
      try buffer.append(fraction: UInt64(clock.millisecond), digits: 3)
      try buffer.append(UInt8(ascii: "Z"))
      try appendQuote(&buffer)
    default: break
    }
  }
}

extension ByteBuffer {
  /// A point and exactly so many digits.
  fileprivate mutating func append(fraction number: UInt64, digits: Int) throws(BufferFull) {
    try append(UInt8(ascii: "."))
    var divisor: UInt64 = 1
    for _ in 1..<digits { divisor &*= 10 }
    while divisor > 0 {
      try append(0x30 &+ UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }
}

extension RawSpan {
  /// The index of the next zero byte, or the span's end.
  fileprivate func nextHole(from start: Int) -> Int {
    var index = start
    while index &+ 8 <= byteCount {
      let zeros = checkedWord(index).bytesEqual(UInt64(LogTemplate.hole))
      if zeros != 0 { return index &+ zeros.firstByteIndex }
      index &+= 8
    }
    while index < byteCount, checkedByte(index) != LogTemplate.hole { index &+= 1 }
    return index
  }
}
