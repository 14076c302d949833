/// What a worker tells its supervisor. On the wire each is one byte, an ASCII letter.
///
/// A report names the state that begins, not a difference: if one is lost or left out, the next sets things right.
// For the attribute see MonotonicTime of LinuxIO.
@usableFromInline package enum WorkerReport: UInt8, Sendable, CaseIterable {
  /// `R`: the listener is being watched; the worker is idle.
  case ready = 0x52
  /// `C`: connection accepted; the worker is busy.
  case connectionAccepted = 0x43
  /// `F`: served, idle again.
  case finished = 0x46
  /// `A`: the order to leave is acknowledged; no wake-up of the listener reaches this worker any more.
  case acknowledgedLeave = 0x41
  /// `N`: the number of connections this worker may serve is reached; it leaves after the one in hand.
  case reachedConnectionLimit = 0x4e
  /// `Q`: as `N`, but for the number of requests.
  case reachedRequestLimit = 0x51
  /// `X`: the program that was to be the worker could not be executed; the exit code is the reason, an errno.
  case notExecuted = 0x58
}
