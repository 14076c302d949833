/// Numbers with a decimal point that are kept as whole numbers of small units, so that none is rounded.
enum DecimalText {
  /// `value` divided by ten to the power of `digits`, without zeros at its end.
  static func of(_ value: UInt64, digits: Int) -> String {
    let text = String(value)
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    let whole = padded.dropLast(digits)
    var fraction = padded.suffix(digits)
    while fraction.last == "0" { fraction.removeLast() }
    return fraction.isEmpty ? String(whole) : "\(whole).\(fraction)"
  }

  /// The inverse of ``of(_:digits:)``; further digits are cut.
  static func parse(_ text: String, digits: Int) -> UInt64? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }) else {
      return nil
    }
    let fraction = parts.count > 1 ? parts[1].prefix(digits) : ""
    return UInt64(whole + fraction + String(repeating: "0", count: digits - fraction.count))
  }
}
