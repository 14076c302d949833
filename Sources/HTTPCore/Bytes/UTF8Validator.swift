/// Checks UTF-8 byte by byte, RFC 3629 4: no overlong form, no surrogate, nothing above U+10FFFF.
struct UTF8Validator {
  // Continuation bytes still to come, and the bounds of the next one.
  private var missing: UInt8 = 0
  private var lowest: UInt8 = 0x80
  private var highest: UInt8 = 0xbf

  /// Whether the bytes so far end with a whole character.
  @inline(__always)
  var isComplete: Bool { missing == 0 }

  /// Takes the next byte; false when it cannot stand here.
  @inline(__always)
  mutating func accept(_ byte: UInt8) -> Bool {
    if byte < 0x80 { return missing == 0 }
    return acceptNonASCII(byte)
  }

  @inline(never)
  private mutating func acceptNonASCII(_ byte: UInt8) -> Bool {
    if missing > 0 {
      guard byte >= lowest, byte <= highest else { return false }
      missing &-= 1
      lowest = 0x80
      highest = 0xbf
      return true
    }
    switch byte {
    case 0xc2...0xdf: missing = 1
    case 0xe0...0xef:
      missing = 2
      if byte == 0xe0 { lowest = 0xa0 }
      if byte == 0xed { highest = 0x9f }
    case 0xf0...0xf4:
      missing = 3
      if byte == 0xf0 { lowest = 0x90 }
      if byte == 0xf4 { highest = 0x8f }
    default: return false
    }
    return true
  }
}
