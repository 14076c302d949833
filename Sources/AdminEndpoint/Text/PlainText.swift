import IPCProtocol

/// Numbers and clients' texts for a terminal.
package enum PlainText {
  /// What a terminal shows as it is: printable ASCII. Everything else, which could move the cursor or be wider than it
  /// seems, is written as an escape.
  package static func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case " "..."~": result.unicodeScalars.append(scalar)
      default: result += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return result
  }

  /// `text` cut or filled to `width` columns.
  package static func fit(_ text: String, _ width: Int) -> String {
    if text.count <= width { return text + String(repeating: " ", count: width - text.count) }
    return width > 1 ? text.prefix(width - 1) + "~" : String(text.prefix(max(0, width)))
  }

  /// `text` with blanks ahead of it up to `width` columns.
  package static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// A time in the largest fitting units: `0.25 ms`, `1.3 s`, `2m 5s`, `3d 4h`.
  package static func duration(seconds: Double) -> String {
    switch seconds {
    case ..<1: return fixed(seconds * 1000, seconds < 0.01 ? 2 : 0) + " ms"
    case ..<60: return fixed(seconds, 1) + " s"
    default:
      let whole = UInt64(min(seconds, 1e15))
      if whole < 3600 { return "\(whole / 60)m \(whole % 60)s" }
      if whole < 86_400 { return "\(whole / 3600)h \(whole / 60 % 60)m" }
      return "\(whole / 86_400)d \(whole / 3600 % 24)h"
    }
  }

  package static func duration(nanoseconds: UInt64) -> String { duration(seconds: Double(nanoseconds) / 1e9) }

  /// Bytes in binary units.
  package static func bytes(_ count: UInt64) -> String {
    var value = Double(count)
    for unit in ["B", "KiB", "MiB", "GiB"] {
      if value < 1024 { return fixed(value, unit == "B" || value >= 100 ? 0 : 1) + " " + unit }
      value /= 1024
    }
    return fixed(value, 1) + " TiB"
  }

  /// A number with that many digits behind its point.
  package static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, value >= 0, value < 1e15 else { return "?" }
    let factor: UInt64 = (0..<digits).reduce(1) { product, _ in product * 10 }
    let scaled = UInt64((value * Double(factor)).rounded())
    guard digits > 0 else { return "\(scaled)" }
    let fraction = String(scaled % factor)
    return "\(scaled / factor)." + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
