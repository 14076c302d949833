extension RequestParser {
  /// Parses as many field lines as there are, RFC 9112 5; the size of the head when it is complete.
  mutating func parseFields(_ bytes: borrowing RawSpan) throws(RequestError) -> Int? {
    let limit = headersStart &+ limits.headerBlock
    let end = min(bytes.byteCount, limit)
    if try parseLines(bytes, end) { return position }
    // The section may not end beyond the limit, so a full window without its end is too large.
    if end == limit { throw .headerBlockTooLarge }
    return nil
  }

  @inline(__always)
  private mutating func parseLines(_ bytes: borrowing RawSpan, _ end: Int) throws(RequestError) -> Bool {
    var index = position
    while true {
      if phase == .fieldStart {
        guard index < end else { return suspend(.fieldStart, index) }
        let byte = bytes.byte(index)
        if byte == .carriageReturn {
          index &+= 1
          phase = .headEnd
        } else {
          try checkLineStart(byte)
          mark = index
          phase = .fieldName
        }
      }
      if phase == .fieldName {
        let stop = try Self.scanName(bytes, index, end)
        guard stop < end else { return suspend(.fieldName, stop) }
        name = Extent(mark, stop)
        index = stop &+ 1
        phase = .blankBeforeValue
      }
      if phase == .blankBeforeValue {
        while index < end, bytes.byte(index).isBlank { index &+= 1 }
        guard index < end else { return suspend(.blankBeforeValue, index) }
        mark = index
        phase = .fieldValue
      }
      if phase == .fieldValue {
        let stop = try Self.scanValue(bytes, index, end)
        guard stop < end else { return suspend(.fieldValue, stop) }
        index = stop &+ 1
        phase = .fieldEnd
      }
      guard index < end else { return suspend(phase, index) }
      guard bytes.byte(index) == .lineFeed else { throw .bareCarriageReturn }
      index &+= 1
      if phase == .headEnd {
        position = index
        try finish(bytes)
        return true
      }
      try takeField(bytes, valueLimit: index &- 2)
      phase = .fieldStart
    }
  }

  @inline(__always)
  private mutating func suspend(_ phase: Phase, _ index: Int) -> Bool {
    self.phase = phase
    position = index
    return false
  }

  /// What the first byte of a line may not be; CR, which ends the section, has been dealt with.
  @inline(__always)
  private func checkLineStart(_ byte: UInt8) throws(RequestError) {
    if byte.isLetter { return }
    if byte.isBlank { throw .foldedField }
    if byte == .lineFeed { throw .bareLineFeed }
    if byte == UInt8(ascii: ":") { throw .emptyFieldName }
  }

  /// The offset of the colon behind a name, or `end` when it is not there yet.
  @inline(__always)
  private static func scanName(
    _ bytes: borrowing RawSpan, _ start: Int, _ end: Int
  ) throws(RequestError) -> Int {
    var index = start
    while true {
      while index &+ 8 <= end {
        let stops = bytes.word(index).nameStops
        index &+= stops.firstByteIndex
        if stops != 0 { break }
      }
      guard index < end else { return index }
      let byte = bytes.byte(index)
      if byte == UInt8(ascii: ":") { return index }
      guard byte.isToken else { throw badNameByte(byte) }
      index &+= 1
    }
  }

  @inline(never)
  private static func badNameByte(_ byte: UInt8) -> RequestError {
    byte.isBlank ? .whitespaceBeforeColon : byte == .lineFeed ? .bareLineFeed : .malformedFieldName
  }

  /// The offset of the CR behind a value, or `end` when it is not there yet.
  @inline(__always)
  private static func scanValue(
    _ bytes: borrowing RawSpan, _ start: Int, _ end: Int
  ) throws(RequestError) -> Int {
    var index = start
    while true {
      while index &+ 8 <= end {
        let stops = bytes.word(index).fieldValueStops
        index &+= stops.firstByteIndex
        if stops != 0 { break }
      }
      guard index < end else { return index }
      let byte = bytes.byte(index)
      if byte == .carriageReturn { return index }
      guard byte.isFieldContent else {
        throw byte == .lineFeed ? .bareLineFeed : .malformedFieldValue
      }
      index &+= 1
    }
  }

  @inline(__always)
  private mutating func takeField(
    _ bytes: borrowing RawSpan, valueLimit: Int
  ) throws(RequestError) {
    var end = valueLimit
    while end > mark, bytes.byte(end &- 1).isBlank { end &-= 1 }
    guard head.fields.count < limits.headerFields else { throw .tooManyFields }
    let known = KnownField(bytes, start: name.start, end: name.end)
    head.fields.append(Field(name: name, value: Extent(mark, end), known: known))
    if known != .other { try takeKnown(known, bytes, end) }
  }
}
