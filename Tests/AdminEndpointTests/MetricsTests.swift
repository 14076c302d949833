import IPCProtocol
import Testing

@testable import AdminEndpoint

/// What a line-by-line look can tell; `.ci/admin` has a Prometheus parser read a server's metrics.
@Suite struct MetricsTests {
  private let lines = sampleSnapshot(workers: 12).metrics().split(
    separator: "\n", omittingEmptySubsequences: false)

  @Test func endsAsTheFormatDemands() {
    #expect(lines.suffix(2) == ["# EOF", ""])
    #expect(lines.count { $0 == "# EOF" } == 1)
  }

  @Test(arguments: [
    "prefork_workers{state=\"starting\"} 1", "prefork_workers{state=\"idle\"} 2",
    "prefork_workers{state=\"busy\"} 3", "prefork_workers{state=\"retiring\"} 4", "prefork_backlog 5",
    "prefork_min_spare_workers 6", "prefork_max_spare_workers 7", "prefork_max_workers 8",
    "prefork_connections_per_worker 9", "prefork_workers_spawned_total 10",
    "prefork_worker_spawn_failures_total 11", "prefork_reloads_total 12",
    "prefork_at_maximum_episodes_total 13", "prefork_at_maximum_seconds_total 14.000000015",
    "prefork_connections_total 21", "prefork_requests_total 22", "prefork_sent_bytes_total 23",
    "prefork_responses_total{class=\"5xx\"} 34", "prefork_workers_ended_total{reason=\"crash\"} 107",
    "prefork_request_duration_seconds_sum 24.000000025", "prefork_at_maximum 1", "prefork_degraded 0",
    "prefork_ready 1", "prefork_generation 3", "process_start_time_seconds 1790000000.123",
    "prefork_phase{prefork_phase=\"running\"} 1", "prefork_phase{prefork_phase=\"stopping\"} 0",
    "prefork_build_info{version=\"1.2.3\"} 1", "prefork_worker_activity{activity=\"handling\"} 2",
    "prefork_open_connections 12", "prefork_private_memory_bytes 2750000",
  ])
  func tells(line: String) {
    #expect(lines.count { $0 == line } == 1)
  }

  @Test func theHistogramIsCumulativeAndItsCountIsItsLastBucket() throws {
    let buckets = lines.filter { $0.hasPrefix("prefork_request_duration_seconds_bucket") }
    let counts = buckets.compactMap { $0.split(separator: " ").last.flatMap { UInt64($0) } }
    #expect(counts.count == TrafficCounts.durationBuckets && counts == counts.sorted())
    #expect(
      buckets.first?.contains("le=\"0.000016\"") == true && buckets.last?.contains("le=\"+Inf\"") == true)
    #expect(lines.contains("prefork_request_duration_seconds_count \(try #require(counts.last))"))
  }

  @Test func everyFamilyHasATypeAndAHelpAndIsWrittenOnce() {
    let families = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
    #expect(Set(families).count == families.count && families.count > 25)
    #expect(families.allSatisfy { name in lines.contains { $0.hasPrefix("# HELP \(name) ") } })
  }

  @Test func labelValuesAreEscaped() {
    var snapshot = sampleSnapshot()
    snapshot.version = "a\"b\\c\nd"
    #expect(snapshot.metrics().contains("prefork_build_info{version=\"a\\\"b\\\\c\\nd\"} 1\n"))
  }
}
