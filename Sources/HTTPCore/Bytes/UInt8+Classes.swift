/// Character classes as bit masks: a mask in an instruction needs no table in memory and no initialiser.
extension UInt8 {
  /// `tchar` of RFC 9110 5.6.2.
  @inline(__always)
  var isToken: Bool {
    // Bit n stands for byte n, and for byte n + 64 in the second mask.
    let low: UInt64 = 0x03ff_6cfa_0000_0000
    let high: UInt64 = 0x57ff_ffff_c7ff_fffe
    guard self < 0x80 else { return false }
    return ((self < 0x40 ? low : high) >> UInt64(self & 0x3f)) & 1 == 1
  }

  /// SP or HTAB, which make up OWS and BWS in RFC 9110 5.6.3.
  @inline(__always)
  var isBlank: Bool { self == 0x20 || self == 0x09 }

  /// What a field value may hold: VCHAR, SP, HTAB and obs-text, RFC 9110 5.5.
  @inline(__always)
  var isFieldContent: Bool { self >= 0x20 ? self != 0x7f : self == 0x09 }

  @inline(__always)
  var isDigit: Bool { self &- 0x30 < 10 }

  @inline(__always)
  var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

  /// The byte with `A` through `Z` turned to lower case.
  @inline(__always)
  var asciiLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

  /// 0 through 15 for a hexadecimal digit of either case, else nil.
  @inline(__always)
  var hexDigitValue: UInt8? {
    let digit = self &- 0x30
    if digit < 10 { return digit }
    let letter = (self | 0x20) &- 0x61
    return letter < 6 ? letter &+ 10 : nil
  }

  /// `unreserved` and `sub-delims` of RFC 3986 2, the bytes of a `reg-name` beside percent-encoding.
  @inline(__always)
  var isRegisteredNameByte: Bool {
    let low: UInt64 = 0x2bff_7fd2_0000_0000
    let high: UInt64 = 0x47ff_fffe_87ff_fffe
    guard self < 0x80 else { return false }
    return ((self < 0x40 ? low : high) >> UInt64(self & 0x3f)) & 1 == 1
  }
}

extension UInt8 {
  @inline(__always)
  static var tab: UInt8 { 0x09 }
  @inline(__always)
  static var lineFeed: UInt8 { 0x0a }
  @inline(__always)
  static var carriageReturn: UInt8 { 0x0d }
  @inline(__always)
  static var space: UInt8 { 0x20 }
}
