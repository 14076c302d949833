import IPCProtocol

/// The metrics of the program that is served, behind the server's own.
extension MetricTable {
  func write(to text: inout MetricsText) {
    text.counter(
      "prefork_metrics_dropped",
      help: "How often the program made a metric that could not be kept; the log says why.", "\(dropped)")
    var taken: Set<String> = []
    for family in families {
      let names = family.kind.names(of: family.name)
      // Two workers may have entered them at the same moment. Which is left out does not change: they are sorted.
      guard taken.isDisjoint(with: names) else { continue }
      taken.formUnion(names)
      family.write(to: &text)
    }
  }

  private var families: [MetricFamily] {
    var families: [MetricFamily] = []
    let series = all.map { (name: $0.name, labels: $0.labels, series: $0) }
    let sorted = series.sorted {
      ($0.name, $0.series.kind.rawValue, $0.labels) < ($1.name, $1.series.kind.rawValue, $1.labels)
    }
    for (name, labels, series) in sorted {
      if families.last?.name != name || families.last?.kind != series.kind {
        families.append(MetricFamily(name: name, kind: series.kind, members: []))
      }
      families[families.count - 1].members.append((labels, series))
    }
    return families
  }
}
