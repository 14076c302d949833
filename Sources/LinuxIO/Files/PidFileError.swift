/// Why a pid file is not written.
package enum PidFileError: Error, Equatable, Sendable {
  /// It names another process, which lives.
  case taken(by: Int32)
  /// There is a file, but it holds no process id and so is another's.
  case notAPidFile
  case systemCall(SystemCallError)
}
