/// What a log must not hold as it is, whoever reads it.
package enum LogSafety {
  /// Whether a character can end a line, steer a terminal or turn the direction of the text around it: C0 and C1
  /// controls, DEL, the line and paragraph separators, and the bidirectional overrides and isolates.
  @inline(__always)
  package static func mustEscape(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0..<0x20, 0x7f..<0xa0, 0x2028...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
}
