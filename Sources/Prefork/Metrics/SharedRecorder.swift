import CoreMetrics
import IPCProtocol

/// How often which value occurred, in all processes.
final class SharedRecorder: RecorderHandler {
  private let series: MetricSeries

  init(_ series: MetricSeries) { self.series = series }

  func record(_ value: Int64) { series.record(Double(value)) }

  func record(_ value: Double) {
    if value.isFinite { series.record(value) }
  }
}
