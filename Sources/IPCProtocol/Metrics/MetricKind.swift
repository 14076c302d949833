/// What a series of an application's metrics measures.
package enum MetricKind: UInt8, Sendable, CaseIterable {
  /// A number that only grows.
  case counter = 1
  /// A number that goes up and down.
  case gauge
  /// How often something took how long.
  case durations
  /// How often which value occurred.
  case distribution

  /// The names that a family of this kind occupies in OpenMetrics; another must not use any of them.
  package func names(of family: String) -> [String] {
    switch self {
    case .counter: [family, family + "_total", family + "_created"]
    case .gauge: [family]
    case .durations, .distribution:
      [family, family + "_bucket", family + "_sum", family + "_count", family + "_created"]
    }
  }
}
