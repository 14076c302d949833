package import LinuxIO
package import Logging

extension LogFile {
  /// Goes on in a new file after the old one was renamed; a standard stream stays.
  ///
  /// No line is lost: what cannot be opened goes on in the old file.
  ///
  /// - Parameter logger: Where a failure is told.
  package func reopen(toldTo logger: Logger) {
    do throws(SystemCallError) {
      try reopen()
    } catch {
      logger.error(
        "cannot reopen a log, going on with the old one",
        metadata: ["path": "\(path ?? "-")", "call": "\(error.call)", "reason": "\(error.errno)"])
    }
  }
}
