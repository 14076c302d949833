import CoreMetrics
import IPCProtocol

/// How often something took how long, in all processes. It is shown in seconds, whatever unit is preferred.
final class SharedTimer: TimerHandler {
  private let series: MetricSeries

  init(_ series: MetricSeries) { self.series = series }

  func recordNanoseconds(_ duration: Int64) { series.record(nanoseconds: UInt64(clamping: duration)) }
}
