import IPCProtocol
import Testing

@testable import AdminEndpoint

/// Metrics of the program behind the server's own; `.ci/admin` has a Prometheus parser read them, too.
@Suite struct ApplicationMetricsTests {
  private func lines(_ table: MetricTable) -> [Substring] {
    sampleSnapshot().metrics(of: table).split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test func stayAwayWithoutAny() throws {
    #expect(!sampleSnapshot().metrics().contains("prefork_metrics_dropped"))
    let table = try MetricTable(capacity: 4)
    #expect(lines(table).suffix(3) == ["prefork_metrics_dropped_total 0", "# EOF", ""])
    _ = table.drop(for: .full)
    #expect(lines(table).contains("prefork_metrics_dropped_total 1"))
  }

  @Test func standTogetherByFamilyUnderOneType() throws {
    let table = try MetricTable(capacity: 64)
    for (name, label) in [("b", "2"), ("a", "1"), ("b", "1"), ("ab", "1"), ("a", "2")] {
      try table.series(name, labels: "n=\"\(label)\"", kind: .counter).add(UInt64(3))
    }
    try table.series("a", kind: .counter).add(0.5)
    let text = lines(table)
    let start = try #require(text.firstIndex(of: "# TYPE a counter"))
    #expect(
      text[start...] == [
        "# TYPE a counter", "# HELP a Of the program that is served.", "a_total 0.5", "a_total{n=\"1\"} 3",
        "a_total{n=\"2\"} 3", "# TYPE ab counter", "# HELP ab Of the program that is served.",
        "ab_total{n=\"1\"} 3", "# TYPE b counter", "# HELP b Of the program that is served.",
        "b_total{n=\"1\"} 3", "b_total{n=\"2\"} 3", "# EOF", "",
      ])
  }

  @Test func numbersAreSpelledAsTheFormatDemands() throws {
    let table = try MetricTable(capacity: 16)
    let values = [
      ("g0", Double.infinity, "+Inf"), ("g1", -.infinity, "-Inf"), ("g2", .nan, "NaN"),
      ("g3", -0.25, "-0.25"),
      ("g4", 1e-9, "1e-09"), ("g5", 3, "3.0"),
    ]
    for (name, value, _) in values { try table.series(name, kind: .gauge).set(value) }
    try table.series("c", kind: .counter).add(UInt64.max)
    let text = lines(table)
    for (name, _, spelling) in values { #expect(text.contains("\(name) \(spelling)")) }
    #expect(text.contains("c_total 18446744073709551615"))
  }

  @Test func histogramsAreCumulative() throws {
    let table = try MetricTable(capacity: 4)
    let timer = try table.series("t_seconds", labels: "q=\"a\"", kind: .durations)
    for nanoseconds in [20_000, 20_000, 1_500_000_000, .max / 2] as [UInt64] {
      timer.record(nanoseconds: nanoseconds)
    }
    let sizes = try table.series("sizes", kind: .distribution)
    for size in [0.5, 3, 2e9] { sizes.record(size) }
    let text = lines(table)
    for line in [
      "# TYPE t_seconds histogram", "# UNIT t_seconds seconds", "t_seconds_bucket{q=\"a\",le=\"0.000016\"} 0",
      "t_seconds_bucket{q=\"a\",le=\"0.000032\"} 2", "t_seconds_bucket{q=\"a\",le=\"2.097152\"} 3",
      "t_seconds_bucket{q=\"a\",le=\"+Inf\"} 4", "t_seconds_count{q=\"a\"} 4", "# TYPE sizes histogram",
      "t_seconds_sum{q=\"a\"} 9223372038.354815807",
      "sizes_bucket{le=\"0.2\"} 0", "sizes_bucket{le=\"0.5\"} 1", "sizes_bucket{le=\"5.0\"} 2",
      "sizes_bucket{le=\"1000000000.0\"} 2", "sizes_bucket{le=\"+Inf\"} 3", "sizes_count 3",
      "sizes_sum 2000000003.5",
    ] {
      #expect(text.count { $0 == line } == 1, "\(line)")
    }
    #expect(text.count { $0.hasPrefix("sizes_bucket") } == MetricBuckets.count)
  }

  @Test func labelsAreEscaped() throws {
    #expect(MetricLabels.text([("a", "x"), ("b", "\"\\\n\u{e9}")]) == "a=\"x\",b=\"\\\"\\\\\\n\u{e9}\"")
    #expect(MetricLabels.text([]) == "")
  }
}
