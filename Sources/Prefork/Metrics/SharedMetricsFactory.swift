import CoreMetrics
import IPCProtocol
import LinuxIO
import Logging

/// Keeps the metrics of an application in a table that all processes of the server share.
///
/// What is made twice, in one process or in several, is one series. Nothing is ever destroyed: that a process has no more
/// use for a series does not mean that others have not, and a counter that vanishes would seem to go back.
final class SharedMetricsFactory: MetricsFactory {
  private let table: MetricTable

  init(_ table: MetricTable) { self.table = table }

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series(label, dimensions, .counter).map { SharedCounter($0) } ?? NOOPMetricsHandler.instance
  }

  func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    series(label, dimensions, .counter).map { SharedCounter($0) } ?? NOOPMetricsHandler.instance
  }

  func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series(label, dimensions, .gauge).map { SharedGauge($0) } ?? NOOPMetricsHandler.instance
  }

  func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    guard aggregate else {
      return series(label, dimensions, .gauge).map { SharedGauge($0) } ?? NOOPMetricsHandler.instance
    }
    return series(label, dimensions, .distribution).map { SharedRecorder($0) } ?? NOOPMetricsHandler.instance
  }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    series(label, dimensions, .durations).map { SharedTimer($0) } ?? NOOPMetricsHandler.instance
  }

  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  func destroyMeter(_ handler: any MeterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}

  /// nil where it cannot be kept, which is counted, and logged once for each reason.
  private func series(
    _ label: String, _ dimensions: [(String, String)], _ kind: MetricKind
  ) -> MetricSeries? {
    do throws(MetricTableError) {
      return try table.series(
        MetricSpelling.name(label, kind), labels: MetricSpelling.labels(dimensions), kind: kind)
    } catch {
      if table.drop(for: error) {
        Logger(label: "prefork").error(
          "a metric is not kept; further ones for this reason are counted in prefork_metrics_dropped_total",
          metadata: ["metric": "\(label)", "reason": "\(error)", "pid": "\(Fork.pid)"])
      }
      return nil
    }
  }
}
