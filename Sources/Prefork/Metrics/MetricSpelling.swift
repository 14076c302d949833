import IPCProtocol

/// Names and labels of swift-metrics, which may be any text, as OpenMetrics spells them.
enum MetricSpelling {
  /// A family's name. OpenMetrics adds `_total` to a counter's, and wants the unit, seconds, at the end of a timer's.
  static func name(_ label: String, _ kind: MetricKind) -> String {
    var name = identifier(label, colons: true)
    switch kind {
    case .counter: if name.hasSuffix("_total") && name != "_total" { name.removeLast(6) }
    case .durations: if !name.hasSuffix("_seconds") { name += "_seconds" }
    case .gauge, .distribution: break
    }
    return name
  }

  /// Labels in an order that does not depend on that of `dimensions`. Names that become alike, or that are those of a
  /// histogram's buckets, get underscores.
  static func labels(_ dimensions: [(String, String)]) -> String {
    guard !dimensions.isEmpty else { return "" }
    var taken: Set<String> = ["le", "quantile"]
    let pairs = dimensions.sorted(by: <).map { label, value in
      var name = identifier(label, colons: false)
      // Prometheus keeps names that begin with two underscores for itself.
      if name.hasPrefix("__") { name = "label" + name }
      while !taken.insert(name).inserted { name += "_" }
      return (name: name, value: value)
    }
    return MetricLabels.text(pairs)
  }

  /// ASCII letters, digits that are not first, underscores and, in metrics' names, colons.
  private static func identifier(_ text: String, colons: Bool) -> String {
    func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_": true
      case ":": colons
      default: false
      }
    }
    var name = ""
    if let first = text.unicodeScalars.first {
      if ("0"..."9").contains(first) { name = "_" }
    } else {
      name = "_"
    }
    for scalar in text.unicodeScalars { name.unicodeScalars.append(isAllowed(scalar) ? scalar : "_") }
    return name
  }
}
