package import HTTPCore
package import LinuxIO

/// Which requests' lines a worker writes, where, and how long it may keep them together.
package final class AccessLogSettings: Sendable {
  /// Opened before the fork, and shared by all workers.
  package let file: LogFile
  package let template: LogTemplate
  /// Bytes of lines that are kept for one write(2); 0 writes each line at once.
  package let bufferSize: Int
  /// How long a line may be kept.
  package let flushInterval: Duration

  package init(
    file: LogFile, template: LogTemplate, bufferSize: Int = 1 << 16, flushInterval: Duration = .seconds(1)
  ) {
    self.file = file
    self.template = template
    self.bufferSize = bufferSize
    self.flushInterval = flushInterval
  }
}
