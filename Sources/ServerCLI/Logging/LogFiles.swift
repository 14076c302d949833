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

  /// Gives the files to the workers' user, who has to open them anew.
  ///
  /// - Throws: What the kernel says.
  func give(to identity: Identity) throws(SystemCallError) {
    try errors.give(toUser: identity.user, group: identity.group)
    try access?.give(toUser: identity.user, group: identity.group)
  }
}
