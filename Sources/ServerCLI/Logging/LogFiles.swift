import LinuxIO
import Logging

/// The files that the server logs to, opened before its first fork.
struct LogFiles {
  let errors: LogFile
  /// Nil where no access log is kept.
  let access: LogFile?

  /// Opens each file anew after it was renamed; standard streams stay.
  ///
  /// What cannot be opened goes on in the old file, and is told there.
  func reopen(_ logger: Logger) {
    for file in [errors, access] {
      guard let file else { continue }
      do throws(SystemCallError) {
        try file.reopen()
      } catch {
        logger.error(
          "cannot reopen a log, going on with the old one",
          metadata: ["path": "\(file.path ?? "-")", "call": "\(error.call)", "reason": "\(error.errno)"])
      }
    }
  }
}
