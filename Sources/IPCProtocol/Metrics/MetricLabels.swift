/// Labels as OpenMetrics writes them.
package enum MetricLabels {
  /// `a="b",c="d"`.
  package static func text(_ pairs: [(name: String, value: String)]) -> String {
    pairs.map { "\($0.name)=\"\(escape($0.value))\"" }.joined(separator: ",")
  }

  /// As label values and help texts are escaped.
  package static func escape(_ value: String) -> String {
    guard value.utf8.contains(where: { [0x5c, 0x22, 0x0a].contains($0) }) else { return value }
    var escaped = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
