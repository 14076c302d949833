import CoreMetrics
import IPCProtocol
import Launch
import LinuxIO

/// The one table of a program, and swift-metrics told of it.
final class SharedMetrics {
  private(set) var table: MetricTable?

  /// Makes the table, once, unless the program has told swift-metrics of another factory: a second would end it.
  func begin() throws(LaunchError) {
    guard table == nil, MetricsSystem.factory is NOOPMetricsHandler else { return }
    let table: MetricTable
    do throws(SystemCallError) { table = try MetricTable() } catch { throw .systemCall(error) }
    MetricsSystem.bootstrap(SharedMetricsFactory(table))
    self.table = table
  }
}
