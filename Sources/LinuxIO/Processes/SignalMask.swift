import CEpollShim
import Glibc

/// The signal mask and dispositions of this process.
package enum SignalMask {
  static func set(of signals: [Signal]) -> sigset_t {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in signals { unsafe sigaddset(&set, signal.rawValue) }
    return set
  }

  /// Unblocks every signal: a child inherits its parent's mask through fork(2) and would be deaf to TERM.
  package static func unblockAll() throws(SystemCallError) {
    var none = set(of: [])
    try SystemCall.run("sigprocmask") { unsafe sigprocmask(SIG_SETMASK, &none, nil) }
  }

  /// Gives `signal` its default effect.
  package static func reset(_ signal: Signal) throws(SystemCallError) {
    try SystemCall.run("signal") { shim_signal_reset(signal.rawValue) }
  }

  /// Whether `signal` has no effect, as nohup(1) arranges it for the programs it starts.
  package static func isIgnored(_ signal: Signal) throws(SystemCallError) -> Bool {
    try SystemCall.run("sigaction") { shim_signal_is_ignored(signal.rawValue) } == 1
  }

  /// Has the calling thread get `signal`, which it must block, whichever thread the kernel chooses: one that somebody
  /// else has started may not block it, and the signal would have its default effect, mostly the end of the process.
  package static func forwardToThisThread(_ signal: Signal) throws(SystemCallError) {
    try SystemCall.run("sigaction") { shim_signal_forward_to_this_thread(signal.rawValue) }
  }

  /// Makes `signal` have no effect; for SIGPIPE, so that a write to a dead peer is an error and not the end.
  package static func ignore(_ signal: Signal) throws(SystemCallError) {
    try SystemCall.run("signal") { shim_signal_ignore(signal.rawValue) }
  }
}
