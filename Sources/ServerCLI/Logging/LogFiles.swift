import LinuxIO
import Logging
import WorkerRuntime

/// The files that the server logs to, opened before its first fork.
struct LogFiles {
  let errors: LogFile
  /// Nil where no access log is kept.
  let access: LogFile?

  /// Opens each file anew after it was renamed.
  func reopen(_ logger: Logger) {
    errors.reopen(toldTo: logger)
    access?.reopen(toldTo: logger)
  }
}
