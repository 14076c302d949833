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
    // What a stop between two bytes has to remember is kept in registers until then.
    var phase = phase
    var index = position
    var mark = mark
    var name = name
    while true {
      if phase == .fieldStart {
        guard index < end else { break }
        let byte = bytes.checkedByte(index)
        if byte == .carriageReturn {
          index &+= 1
          phase = .headEnd
        } else {
          try Self.checkLineStart(byte)
          mark = index
          phase = .fieldName
        }
      }
      if phase == .fieldName {
        index = try Self.scanName(bytes, index, end)
        guard index < end else { break }
        name = Extent(mark, index)
        index &+= 1
        phase = .blankBeforeValue
      }
      if phase == .blankBeforeValue {
        while index < end, bytes.checkedByte(index).isBlank { index &+= 1 }
        guard index < end else { break }
        mark = index
        phase = .fieldValue
      }
      if phase == .fieldValue {
        index = try Self.scanValue(bytes, index, end)
        guard index < end else { break }
        index &+= 1
        phase = .fieldEnd
      }
      guard index < end else { break }
      guard bytes.checkedByte(index) == .lineFeed else { throw .bareCarriageReturn }
      index &+= 1
      if phase == .headEnd {
        position = index
        try finish()
        self.phase = .complete
        return true
      }
      try takeField(bytes, name, mark, index &- 2)
      phase = .fieldStart
    }
    self.phase = phase
    self.position = index
    self.mark = mark
    self.name = name
    return false
  }

  /// What the first byte of a line may not be; CR, which ends the section, has been dealt with.
  @inline(__always)
  private static func checkLineStart(_ byte: UInt8) throws(RequestError) {
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
        let stops = bytes.checkedWord(index).nameStops
        if stops != 0 {
          index &+= stops.firstByteIndex
          break
        }
        index &+= 8
      }
      guard index < end else { return index }
      let byte = bytes.checkedByte(index)
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
        let stops = bytes.checkedWord(index).fieldValueStops
        if stops != 0 {
          index &+= stops.firstByteIndex
          break
        }
        index &+= 8
      }
      guard index < end else { return index }
      let byte = bytes.checkedByte(index)
      if byte == .carriageReturn { return index }
      guard byte.isFieldContent else {
        throw byte == .lineFeed ? .bareLineFeed : .malformedFieldValue
      }
      index &+= 1
    }
  }

  /// Takes the field with the value `[start, limit)`, from which trailing blanks are still to be cut.
  @inline(__always)
  private mutating func takeField(
    _ bytes: borrowing RawSpan, _ name: Extent, _ start: Int, _ limit: Int
  ) throws(RequestError) {
    var end = limit
    while end > start, bytes.checkedByte(end &- 1).isBlank { end &-= 1 }
    guard head.fields.count < limits.headerFields else { throw .tooManyFields }
    let known = KnownField(bytes, start: name.start, end: name.end)
    let value = Extent(start, end)
    head.fields.append(Field(name: name, value: value, known: known))
    if known.isStructural { try takeStructural(known, bytes, value) }
    head.seen |= 1 << UInt32(known.rawValue)
  }
}
