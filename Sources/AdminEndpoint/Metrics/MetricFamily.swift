import IPCProtocol

/// Series of one name and one kind, which OpenMetrics wants together.
struct MetricFamily {
  let name: String
  let kind: MetricKind
  var members: [(labels: String, series: MetricSeries)]

  func write(to text: inout MetricsText) {
    let unit = kind == .durations ? "seconds" : nil
    text.begin(name, type, unit: unit, help: "Of the program that is served.")
    for (labels, series) in members {
      switch kind {
      case .counter: text.add("_total", written: labels, Self.total(series.whole, series.real))
      case .gauge: text.add("", written: labels, Self.number(series.real))
      case .durations:
        write(series.buckets, labels, to: &text) { bucket in
          TrafficCounts.durationBound(bucket).map { DecimalText.of($0, digits: 6) }
        }
        text.add("_sum", written: labels, DecimalText.of(series.whole, digits: 9))
      case .distribution:
        write(series.buckets, labels, to: &text) { bucket in
          bucket < MetricBuckets.bounds.count ? Self.number(MetricBuckets.bounds[bucket]) : nil
        }
        text.add("_sum", written: labels, Self.number(series.real))
      }
    }
  }

  private var type: MetricsText.Kind {
    switch kind {
    case .counter: .counter
    case .gauge: .gauge
    case .durations, .distribution: .histogram
    }
  }

  private func write(
    _ buckets: [UInt64], _ labels: String, to text: inout MetricsText, bound: (Int) -> String?
  ) {
    let others = labels.isEmpty ? "" : labels + ","
    var count: UInt64 = 0
    for (bucket, more) in buckets.enumerated() {
      count &+= more
      text.add("_bucket", written: others + "le=\"\(bound(bucket) ?? "+Inf")\"", "\(count)")
    }
    text.add("_count", written: labels, "\(count)")
  }

  /// A counter's two parts; without fractions it is exact beyond 2 to the power of 53.
  private static func total(_ whole: UInt64, _ real: Double) -> String {
    real == 0 ? "\(whole)" : number(Double(whole) + real)
  }

  /// A number as OpenMetrics spells it.
  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return "\(value)"
  }
}
