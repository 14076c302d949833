extension BodyDecoder {
  /// One byte of `chunk-size [ chunk-ext ] CRLF`, RFC 9112 7.1.
  mutating func takeChunkLine(_ byte: UInt8) throws(RequestError) {
    if phase == .sizeFirst { lineBytes = 0 }
    lineBytes &+= 1
    guard lineBytes <= limits.chunkLine else { throw .chunkLineTooLong }
    switch phase {
    case .sizeFirst:
      guard let digit = byte.hexDigitValue else { throw .malformedChunkSize }
      remaining = UInt64(digit)
      phase = .size
    case .size:
      if let digit = byte.hexDigitValue {
        guard remaining >> 60 == 0 else { throw .chunkSizeOverflow }
        remaining = remaining << 4 | UInt64(digit)
      } else {
        try takeSizeEnd(byte)
      }
    case .sizeLineEnd:
      guard byte == .lineFeed else { throw .bareCarriageReturn }
      try takeSize()
    default:
      try takeExtension(byte)
    }
  }

  private mutating func takeSizeEnd(_ byte: UInt8) throws(RequestError) {
    switch byte {
    case .carriageReturn: phase = .sizeLineEnd
    case .lineFeed: throw .bareLineFeed
    case UInt8(ascii: ";"), .space, .tab:
      phase = .beforeExtension
      try takeExtension(byte)
    default: throw .malformedChunkSize
    }
  }

  private mutating func takeSize() throws(RequestError) {
    if remaining == 0 {
      phase = .trailerStart
      return
    }
    let sum = total.addingReportingOverflow(remaining)
    guard !sum.overflow, sum.partialValue <= limits.body else { throw .bodyTooLarge }
    total = sum.partialValue
    phase = .data
  }

  /// One byte of `*( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )`, RFC 9112 7.1.1.
  private mutating func takeExtension(_ byte: UInt8) throws(RequestError) {
    // The CR behind the extensions is no part of them, and one anywhere else is refused.
    if byte != .carriageReturn { extensionBytes &+= 1 }
    guard extensionBytes <= limits.chunkExtensions else { throw .chunkExtensionsTooLong }
    if byte == .lineFeed { throw .bareLineFeed }
    switch phase {
    case .beforeExtension:
      if byte == UInt8(ascii: ";") {
        phase = .beforeName
      } else if !byte.isBlank {
        throw .malformedChunkExtension
      }
    case .beforeName:
      if byte.isBlank { return }
      guard byte.isToken else { throw .malformedChunkExtension }
      phase = .extensionName
    case .extensionName:
      if byte.isToken { return }
      if byte == UInt8(ascii: "=") {
        phase = .beforeValue
      } else if byte.isBlank {
        phase = .beforeEquals
      } else {
        try takeExtensionEnd(byte)
      }
    case .beforeEquals:
      if byte.isBlank { return }
      guard byte == UInt8(ascii: "=") || byte == UInt8(ascii: ";") else { throw .malformedChunkExtension }
      phase = byte == UInt8(ascii: "=") ? .beforeValue : .beforeName
    default:
      try takeExtensionValue(byte)
    }
  }

  private mutating func takeExtensionValue(_ byte: UInt8) throws(RequestError) {
    switch phase {
    case .beforeValue:
      if byte.isBlank { return }
      if byte == UInt8(ascii: "\"") {
        phase = .quoted
      } else if byte.isToken {
        phase = .extensionToken
      } else {
        throw .malformedChunkExtension
      }
    case .quoted:
      if byte == UInt8(ascii: "\"") {
        phase = .quotedEnd
      } else if byte == UInt8(ascii: "\\") {
        phase = .quotedPair
      } else if !byte.isFieldContent {
        throw .malformedChunkExtension
      }
    case .quotedPair:
      guard byte.isFieldContent else { throw .malformedChunkExtension }
      phase = .quoted
    default:
      if byte.isToken, phase == .extensionToken { return }
      try takeExtensionEnd(byte)
    }
  }

  private mutating func takeExtensionEnd(_ byte: UInt8) throws(RequestError) {
    switch byte {
    case .carriageReturn: phase = .sizeLineEnd
    case UInt8(ascii: ";"): phase = .beforeName
    case .space, .tab: phase = .beforeExtension
    default: throw .malformedChunkExtension
    }
  }
}
