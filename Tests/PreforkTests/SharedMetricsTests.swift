import CoreMetrics
import IPCProtocol
import Launch
import PoolSupervisor
import Testing

@testable import Prefork

@Suite("Metrics that processes share")
struct SharedMetricsTests {
  private let table: MetricTable
  private let factory: SharedMetricsFactory

  init() throws {
    table = try MetricTable(capacity: 32)
    factory = SharedMetricsFactory(table)
  }

  private func series(_ name: String) throws -> MetricSeries {
    try #require(table.all.first { $0.name == name }, "\(table.all.map(\.name))")
  }

  @Test func countersAddUpAndIgnoreWhatIsNotPositive() throws {
    for _ in 0..<2 {
      let counter = Counter(label: "orders", dimensions: [("kind", "book"), ("b", "1")], factory: factory)
      counter.increment()
      counter.increment(by: 4)
      counter.increment(by: -3)
    }
    let other = FloatingPointCounter(
      label: "orders", dimensions: [("b", "1"), ("kind", "book")], factory: factory)
    for amount in [0.5, -.infinity, .infinity, .nan, -1] { other.increment(by: amount) }
    #expect(table.all.count == 1)
    let series = try series("orders")
    #expect(series.whole == 10 && series.real == 0.5 && series.labels == "b=\"1\",kind=\"book\"")
    other.reset()
    #expect(series.whole == 0 && series.real == 0)
  }

  @Test func gaugesAndMetersKeepTheLastValue() throws {
    Gauge(label: "g", dimensions: [], factory: factory).record(4)
    Gauge(label: "g", dimensions: [], factory: factory).record(2.5)
    #expect(try series("g").real == 2.5)
    let meter = Meter(label: "m", dimensions: [], factory: factory)
    meter.set(10)
    meter.increment(by: 2)
    meter.decrement(by: 0.5)
    meter.increment(by: Double.nan)
    Meter(label: "m", dimensions: [], factory: factory).increment()
    #expect(try series("m").real == 12.5)
  }

  @Test func recordersAndTimersBecomeHistograms() throws {
    let recorder = Recorder(label: "sizes", dimensions: [], aggregate: true, factory: factory)
    for value in [1, 2.5, .nan, .infinity, -1] { recorder.record(value) }
    recorder.record(7 as Int64)
    let sizes = try series("sizes")
    #expect(sizes.kind == .distribution && sizes.real == 10.5 && sizes.buckets.reduce(0, +) == 4)
    let timer = Timer(
      label: "db.query", dimensions: [], preferredDisplayUnit: .milliseconds, factory: factory)
    timer.recordNanoseconds(1_000)
    timer.recordNanoseconds(-5)
    timer.recordMilliseconds(2)
    let durations = try series("db_query_seconds")
    #expect(durations.whole == 2_001_000 && durations.buckets.reduce(0, +) == 3)
  }

  @Test func whatCannotBeKeptIsCountedAndDoesNoHarm() throws {
    Counter(label: "a", dimensions: [], factory: factory).increment()
    for make in 0..<3 {
      let gauge = Gauge(label: "a", dimensions: [], factory: factory)
      gauge.record(make)
    }
    Timer(label: "prefork.own", dimensions: [], factory: factory).recordNanoseconds(1)
    Recorder(
      label: "r", dimensions: [("x", String(repeating: "y", count: 1000))], aggregate: true, factory: factory
    ).record(1)
    #expect(table.dropped == 5 && table.all.count == 1)
  }

  @Test func nothingIsDestroyed() throws {
    let counter = Counter(label: "a", dimensions: [], factory: factory)
    counter.increment()
    counter.destroy()
    Counter(label: "a", dimensions: [], factory: factory).increment()
    #expect(try series("a").whole == 2)
  }

  @Test(arguments: [
    ("http.requests-total", MetricKind.counter, "http_requests"), ("_total", .counter, "_total"),
    ("a:b", .gauge, "a:b"), ("9lives", .gauge, "_9lives"), ("", .gauge, "_"),
    ("caf\u{e9} x", .gauge, "caf__x"),
    ("t_total", .gauge, "t_total"), ("t", .durations, "t_seconds"), ("t_seconds", .durations, "t_seconds"),
    ("a\nb{c=\"d\"} 1", .distribution, "a_b_c__d___1"),
  ])
  func namesBecomeOpenMetrics(label: String, kind: MetricKind, name: String) {
    #expect(MetricSpelling.name(label, kind) == name)
  }

  @Test func labelsBecomeOpenMetrics() {
    #expect(MetricSpelling.labels([]) == "")
    #expect(MetricSpelling.labels([("b", "2"), ("a", "\"\n")]) == "a=\"\\\"\\n\",b=\"2\"")
    #expect(
      MetricSpelling.labels([("a.b", "1"), ("a-b", "2"), ("a_b", "3")]) == "a_b=\"2\",a_b_=\"1\",a_b__=\"3\"")
    #expect(
      MetricSpelling.labels([("le", "1"), ("__name__", "x"), ("a:b", "")])
        == "label__name__=\"x\",a_b=\"\",le_=\"1\"")
  }

  @Test func theServerTellsSwiftMetricsOnceAndBeforeTheApplication() async {
    await #expect(processExitsWith: .success) {
      let hosted = HostedApplication(MeasuringApplication())
      try #require(hosted.metrics == nil)
      try load(hosted)
      // A reload.
      try load(hosted)
      let series = try #require(hosted.metrics).all
      try #require(series.map(\.name) == ["loads"] && series[0].whole == 2)
    }
  }

  @Test func whoBringsAFactoryKeepsIt() async {
    await #expect(processExitsWith: .success) {
      let own = try MetricTable(capacity: 4)
      MetricsSystem.bootstrap(SharedMetricsFactory(own))
      let hosted = HostedApplication(MeasuringApplication())
      try load(hosted)
      try #require(hosted.metrics == nil && own.all.map(\.name) == ["loads"])
    }
  }

  @Test func whoWantsNoneMayBootstrapLater() async {
    await #expect(processExitsWith: .success) {
      let hosted = HostedApplication(IndependentApplication())
      try load(hosted)
      try #require(hosted.metrics == nil && MetricsSystem.factory is MultiplexMetricsHandler)
    }
  }
}

private struct MeasuringApplication: Application {
  mutating func beforeFork(_ options: NoOptions) throws { Counter(label: "loads").increment() }
  func afterFork(_ worker: Worker) throws -> ClosureHandler { ClosureHandler { _ in .text("") } }
}

private struct IndependentApplication: Application {
  static let sharesMetrics = false
  mutating func beforeFork(_ options: NoOptions) throws {
    MetricsSystem.bootstrap(MultiplexMetricsHandler(factories: []))
  }
  func afterFork(_ worker: Worker) throws -> ClosureHandler { ClosureHandler { _ in .text("") } }
}

/// As the server does at its start and for a reload.
private func load<Hosted: ApplicationLifeCycle>(_ hosted: HostedApplication<Hosted>) throws
where Hosted.Options == NoOptions {
  _ = try hosted.workload(NoOptions(), limits: PoolLimits())
}
