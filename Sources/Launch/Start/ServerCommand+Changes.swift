import LinuxIO

extension ServerCommand {
  /// Options that differ from those of the start and that a reload cannot apply, because what they say belongs to the
  /// parent and not to a generation of workers.
  ///
  /// - Parameter start: What the server was started with.
  /// - Returns: Their names.
  func changedForGood(since start: ServerCommand) -> [String] {
    let pairs: [(String, Bool)] = [
      ("--admin", admin.admin != start.admin.admin),
      ("--error-log", logs.errorLog != start.logs.errorLog),
      ("--log-format", logs.logFormat != start.logs.logFormat),
      ("--pid-file", processes.pidFile != start.processes.pidFile),
    ]
    return pairs.filter(\.1).map(\.0)
  }
}
