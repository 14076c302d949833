extension BodyDecoder {
  /// One byte of the trailer section and the empty line behind it, RFC 9112 7.1.2.
  mutating func takeTrailer(_ byte: UInt8) throws(RequestError) {
    trailerBytes &+= 1
    guard trailerBytes <= limits.trailerBlock else { throw .trailerTooLarge }
    switch phase {
    case .trailerStart:
      if byte == .carriageReturn {
        phase = .bodyLineEnd
        return
      }
      try takeTrailerStart(byte)
    case .trailerName:
      if byte == UInt8(ascii: ":") {
        phase = .trailerValue
      } else if !byte.isToken {
        throw byte.isBlank ? .whitespaceBeforeColon : byte == .lineFeed ? .bareLineFeed : .malformedFieldName
      }
    case .trailerValue:
      if byte == .carriageReturn {
        phase = .trailerLineEnd
      } else if !byte.isFieldContent {
        throw byte == .lineFeed ? .bareLineFeed : .malformedFieldValue
      }
    case .trailerLineEnd:
      guard byte == .lineFeed else { throw .bareCarriageReturn }
      phase = .trailerStart
    default:
      guard byte == .lineFeed else { throw .bareCarriageReturn }
      phase = .complete
    }
  }

  private mutating func takeTrailerStart(_ byte: UInt8) throws(RequestError) {
    if byte.isBlank { throw .foldedField }
    if byte == .lineFeed { throw .bareLineFeed }
    if byte == UInt8(ascii: ":") { throw .emptyFieldName }
    guard byte.isToken else { throw .malformedFieldName }
    trailerFields &+= 1
    guard trailerFields <= limits.trailerFields else { throw .tooManyTrailerFields }
    phase = .trailerName
  }
}
