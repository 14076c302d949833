import CoreMetrics
import IPCProtocol

/// A gauge of all processes: who set it last counts, and what is added is added to that.
final class SharedGauge: MeterHandler, RecorderHandler {
  private let series: MetricSeries

  init(_ series: MetricSeries) { self.series = series }

  func set(_ value: Int64) { series.set(Double(value)) }
  func set(_ value: Double) { series.set(value) }

  func increment(by amount: Double) {
    if amount.isFinite && amount > 0 { series.add(amount) }
  }

  func decrement(by amount: Double) {
    if amount.isFinite && amount > 0 { series.add(-amount) }
  }

  func record(_ value: Int64) { set(value) }
  func record(_ value: Double) { set(value) }
}
