import LinuxIO
import Logging
import WorkerRuntime

/// The files that the server logs to, opened before its first fork.
struct LogFiles {
  let errors: LogFile
  /// Nil where no access log is kept.
  var access: LogFile?

  /// What only workers write to: a side process that kept it would hold a file that was renamed. Standard streams stay.
  var numbersForWorkers: [Int32] { access.flatMap { $0.path == nil ? nil : [$0.number] } ?? [] }

  /// Opens each file anew after it was renamed.
  func reopen(_ logger: Logger) {
    errors.reopen(toldTo: logger)
    access?.reopen(toldTo: logger)
  }

  /// Gives the files to whom the workers will be, so that they can open them anew.
  ///
  /// - Parameters:
  ///   - identity: The workers'; nil if they stay what the parent is.
  ///   - logger: Where it is told that this is not allowed, as without CAP_CHOWN: then a worker goes on in the old file.
  func give(to identity: Identity?, toldTo logger: Logger) {
    guard let identity else { return }
    for file in [errors, access].compactMap(\.self) {
      do throws(SystemCallError) {
        try file.give(toUser: identity.user, group: identity.group)
      } catch {
        logger.warning(
          "a log cannot be given to the workers' user, so that they cannot reopen it",
          metadata: ["path": "\(file.path ?? "-")", "reason": "\(error.errno)"])
      }
    }
  }
}
