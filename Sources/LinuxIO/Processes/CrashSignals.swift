import CEpollShim
import Glibc

/// Handling the signals that a trap, a failed assertion or a wrong address raises (``Signal/ofCrashes``).
///
/// The handler runs on a stack of its own, so that it sees the end of the ordinary one too; sigaltstack(2). It may use
/// nothing that a thread could have been in the middle of: no allocation, no lock; signal-safety(7).
package enum CrashSignals {
  /// What the kernel tells of a crash.
  package struct Cause: Sendable {
    package let signal: Signal
    /// The address of the instruction that was interrupted, 0 where this machine's context is not known.
    package let instruction: UInt64
    /// `si_addr` of sigaction(2), 0 when a process sent the signal.
    package let address: UInt64
    /// The process that sent it, nil where the instruction raised it itself.
    package let sender: Int32?

    /// Whether the instruction raised the signal itself.
    package var isFault: Bool { sender == nil }
    /// Whether another process sent it.
    package var isOfOthers: Bool { sender.map { $0 != Fork.pid } ?? false }
  }

  /// What becomes of a signal.
  package enum Outcome {
    /// It was answered for; the next of its kind has its default effect.
    case handled
    /// It was put off; the next of its kind comes to the handler as well.
    case postponed
  }

  /// What runs when one of the signals comes. Written once, before the first of them can come.
  private nonisolated(unsafe) static var handler: (Cause) -> Outcome = { _ in .handled }

  private static let stackSize = 1 << 16

  /// Has `handler` run when one of the crash signals comes, once for each unless it postpones it, on an alternate stack.
  ///
  /// The signal's effect is back to its default when the handler begins, so that a second one inside it ends the
  /// process. When it returns, the process goes on: a fault is raised again by the same instruction.
  ///
  /// - Throws: ENOMEM without memory for the stack.
  package static func handle(with handler: @escaping (Cause) -> Outcome) throws(SystemCallError) {
    unsafe self.handler = handler
    try useAlternateStack()
    for index in Signal.ofCrashes.indices {
      try SystemCall.run("sigaction") { arm(Signal.ofCrashes[index].rawValue) }
    }
  }

  /// Gives the calling thread a stack for handlers: each has its own, and none at first.
  ///
  /// - Throws: ENOMEM without memory for the stack.
  package static func useAlternateStack() throws(SystemCallError) {
    // Never freed: it is used until the process ends. Its pages cost nothing before.
    let stack = unsafe mmap(nil, stackSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let stack = unsafe stack, Int(bitPattern: stack) != -1 else {
      throw SystemCallError(call: "mmap", errno: SystemCall.lastErrno)
    }
    try SystemCall.run("sigaltstack") { unsafe shim_use_alternate_stack(stack, stackSize) }
  }

  private static func arm(_ signal: Int32) -> Int32 {
    unsafe shim_signal_handle_once(signal, { unsafe CrashSignals.receive($0, $1, $2) }, nil)
  }

  private static func receive(
    _ signal: Int32, _ info: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?
  ) {
    // Both pointers are the kernel's, into this very stack.
    let instruction = unsafe context.map { unsafe shim_interrupted_instruction($0) } ?? 0
    // The address and the sender are in one place: which it is depends on where the signal comes from.
    let isFault = unsafe info.map { unsafe shim_siginfo_is_fault($0) != 0 } ?? false
    let address = unsafe info.map { unsafe shim_siginfo_address($0) } ?? 0
    let sender = unsafe info.map { unsafe shim_siginfo_pid($0) } ?? 0
    let outcome = unsafe handler(
      Cause(
        signal: Signal(rawValue: signal), instruction: UInt64(instruction),
        address: isFault ? UInt64(address) : 0, sender: isFault ? nil : sender))
    // sigaction(2) cannot fail with a signal and an action that it took before.
    if case .postponed = outcome { _ = arm(signal) }
  }

  /// Dies of `signal` as if there were no handler.
  package static func die(of signal: Signal) -> Never { shim_die_of(signal.rawValue) }

  /// Dies of what was handled, after the handlers that were there before, if any.
  package static func finish(_ cause: Cause, by handlersBefore: SavedHandlers?) -> Outcome {
    guard let handlersBefore else { die(of: cause.signal) }
    restore(handlersBefore)
    // A fault comes again when the instruction is repeated; any other signal has to be sent again, and a handler that only
    // prints must not leave this process alive: its connections are others' now.
    guard !cause.isFault else { return .handled }
    raise(cause.signal)
    die(of: cause.signal)
  }

  /// Sends `signal` to this process.
  package static func raise(_ signal: Signal) { Glibc.raise(signal.rawValue) }

  /// Gives each crash signal back the handler that another library had installed, such as Swift's backtracer; what was
  /// in force is found by ``saveHandlers()``.
  package static func restore(_ saved: SavedHandlers) {
    for index in Signal.ofCrashes.indices {
      unsafe _ = shim_signal_restore(Signal.ofCrashes[index].rawValue, saved.actions + index)
    }
  }

  /// What is in force now.
  package static func saveHandlers() -> SavedHandlers {
    let actions = UnsafeMutablePointer<sigaction>.allocate(capacity: Signal.ofCrashes.count)
    for index in Signal.ofCrashes.indices {
      unsafe (actions + index).initialize(to: sigaction())
      unsafe _ = sigaction(Signal.ofCrashes[index].rawValue, nil, actions + index)
    }
    return unsafe SavedHandlers(actions: actions)
  }

  /// Dispositions of the crash signals, in memory that a handler may read. Never freed, for the same reason.
  @safe package struct SavedHandlers: @unchecked Sendable {
    fileprivate let actions: UnsafeMutablePointer<sigaction>
  }
}
