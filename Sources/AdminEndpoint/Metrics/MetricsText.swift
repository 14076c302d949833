import IPCProtocol

/// Writes metrics as OpenMetrics 1.0 has them.
struct MetricsText {
  enum Kind: String { case counter, gauge, histogram, info, stateset }

  static let mediaType: StaticString = "application/openmetrics-text; version=1.0.0; charset=utf-8"

  private(set) var text = ""
  private var family = ""

  /// Begins a family; the samples that follow belong to it.
  ///
  /// - Parameters:
  ///   - name: Its name, which ends with the unit if there is one and has no `_total`.
  ///   - kind: What its samples mean.
  ///   - unit: A base unit, such as `seconds`.
  ///   - help: What it counts, for people.
  mutating func begin(_ name: String, _ kind: Kind, unit: String? = nil, help: String) {
    family = name
    text += "# TYPE \(name) \(kind.rawValue)\n"
    if let unit { text += "# UNIT \(name) \(unit)\n" }
    text += "# HELP \(name) \(MetricLabels.escape(help))\n"
  }

  /// Adds a sample of the family.
  ///
  /// - Parameters:
  ///   - suffix: What stands behind the family's name, such as `_total`.
  ///   - labels: Names, which are literals, and values.
  ///   - value: A number as it is to be written.
  mutating func add(
    _ suffix: String = "", _ labels: KeyValuePairs<StaticString, String> = [:], _ value: String
  ) {
    add(suffix, written: MetricLabels.text(labels.map { ("\($0)", $1) }), value)
  }

  /// Adds a sample of the family whose labels are written as they are to stand between the braces.
  mutating func add(_ suffix: String, written labels: String, _ value: String) {
    text += family + suffix
    if !labels.isEmpty { text += "{" + labels + "}" }
    text += " \(value)\n"
  }

  /// A family of one sample.
  mutating func gauge(_ name: String, unit: String? = nil, help: String, _ value: some FixedWidthInteger) {
    begin(name, .gauge, unit: unit, help: help)
    add("", [:], "\(value)")
  }

  /// A family of one sample that only grows.
  mutating func counter(_ name: String, unit: String? = nil, help: String, _ value: String) {
    begin(name, .counter, unit: unit, help: help)
    add("_total", [:], value)
  }

  mutating func end() { text += "# EOF\n" }
}
