import LinuxIO

/// Why a connection ends before its response was sent.
enum ConnectionEnd: Error, Equatable {
  /// The client closed or cut the connection.
  case clientGone
  /// The client took or sent nothing for too long.
  case timedOut
  /// A file ended before the length that was announced for it.
  case fileTruncated
  case systemCall(SystemCallError)
}
