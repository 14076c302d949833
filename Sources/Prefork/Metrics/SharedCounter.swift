import CoreMetrics
import IPCProtocol

/// A counter of all processes. What is no positive number is ignored, as swift-metrics wants it.
final class SharedCounter: CounterHandler, FloatingPointCounterHandler {
  private let series: MetricSeries

  init(_ series: MetricSeries) { self.series = series }

  func increment(by amount: Int64) {
    if amount > 0 { series.add(UInt64(amount)) }
  }

  func increment(by amount: Double) {
    if amount.isFinite && amount > 0 { series.add(amount) }
  }

  func reset() { series.reset() }
}
