import CEpollShim

/// Where a thread lets a signal end the process, a wait as a rule, and what came while it could not.
///
/// One thread comes to the point and leaves it; its signal handler asks whether it is there. The kernel's own means, the mask of
/// epoll_pwait(2), will not do for crash signals: a fault whose signal is blocked ends the process unheard.
@safe package struct SafePoint: Sendable {
  // Shared with a signal handler of the same thread alone, so there is nothing to synchronise: the accesses need only
  // stay in their order, which C grants to volatile ones. The memory is the process's until it ends; never freed.
  private nonisolated(unsafe) let isHere: UnsafeMutablePointer<Int32>
  private nonisolated(unsafe) let postponed: UnsafeMutablePointer<Int32>

  /// A point at which the thread is, until it leaves it for the first time.
  package init() {
    unsafe isHere = .allocate(capacity: 2)
    unsafe postponed = isHere + 1
    unsafe shim_flag_set(isHere, 1)
    unsafe shim_flag_set(postponed, 0)
  }

  /// Whether a signal may end the process now.
  package var isOpen: Bool { unsafe shim_flag(isHere) != 0 }

  /// Whether a signal waits for the thread to come to the point.
  package var isAwaited: Bool { unsafe shim_flag(postponed) != 0 }

  /// Has `signal` raised when the thread comes to the point next. May be called in a signal handler.
  package func postpone(_ signal: Signal) { unsafe shim_flag_set(postponed, signal.rawValue) }

  /// Comes to the point, and raises the signal that was postponed, if there is one.
  package func enter() {
    // In this order: a signal that comes between the two finds the point open.
    unsafe shim_flag_set(isHere, 1)
    let signal = unsafe shim_flag(postponed)
    if signal != 0 { CrashSignals.raise(Signal(rawValue: signal)) }
  }

  /// Goes on from the point.
  package func leave() { unsafe shim_flag_set(isHere, 0) }
}
