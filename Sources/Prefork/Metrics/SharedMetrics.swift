import CoreMetrics
import IPCProtocol
import Launch
import LinuxIO

/// The one table of a program, and swift-metrics told of it.
final class SharedMetrics {
  private(set) var table: MetricTable?

  /// Makes the table, once, unless the program has told swift-metrics of another factory: a second would end it.
  ///
  /// - Parameter inherited: A table that is to be used instead of a new one.
  /// - Throws: ``LaunchError/systemCall(_:)`` without memory or a descriptor.
  func begin(adopting inherited: MetricTable?) throws(LaunchError) {
    guard table == nil, MetricsSystem.factory is NOOPMetricsHandler else { return }
    let table: MetricTable
    do throws(SystemCallError) { table = if let inherited { inherited } else { try MetricTable() } } catch {
      throw .systemCall(error)
    }
    MetricsSystem.bootstrap(SharedMetricsFactory(table))
    self.table = table
  }
}
