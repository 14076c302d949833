import HTTPCore
import LinuxIO
import Logging
import WorkerRuntime

extension LogOptions {
  /// Opens the files before the first fork, so that workers share them and need no right to open them.
  func open() throws(LaunchError) -> LogFiles {
    let errors = try open(errorLog, "--error-log", standard: 2)
    return LogFiles(errors: errors, access: try openAccessLog(reusing: nil))
  }

  /// The access log of these options.
  ///
  /// - Parameter present: One that is open already and is used if it is the same.
  /// - Returns: The file, nil for none.
  /// - Throws: Why it cannot be opened.
  func openAccessLog(reusing present: LogFile?) throws(LaunchError) -> LogFile? {
    guard let accessLog else { return nil }
    if let present, present.path == (accessLog == "-" ? nil : accessLog) { return present }
    return try open(accessLog, "--access-log", standard: 1)
  }

  private func open(_ path: String, _ flag: String, standard: Int32) throws(LaunchError) -> LogFile {
    guard path != "-" else { return LogFile(standard: standard) }
    do throws(SystemCallError) { return try LogFile(appendingTo: path) } catch {
      throw .cannotLog(flag: flag, path, error)
    }
  }

  /// Sends every logger's messages there.
  func bootstrap(_ file: LogFile) {
    let writer = LineWriter(to: file)
    switch logFormat {
    case .text: LoggingSystem.bootstrap { _ in TextLogHandler(writer: writer) }
    case .json: LoggingSystem.bootstrap { label in JSONLogHandler(label: label, writer: writer) }
    }
  }

  /// What each worker has to know of the access log; nil without one.
  func accessLog(_ files: LogFiles) -> AccessLogSettings? {
    // The format was checked when the arguments were parsed.
    guard let file = files.access, let template = try? LogTemplate(parsing: accessLogFormat) else {
      return nil
    }
    return AccessLogSettings(
      file: file, template: template, bufferSize: accessLogBuffer.bytes,
      flushInterval: accessLogFlush.duration)
  }
}
