import CEpollShim
import Glibc

/// A signalfd(2): signals read as events, in the loop's own time, never in a handler.
package struct SignalDescriptor: ~Copyable {
  private let descriptor: Descriptor

  /// Blocks `signals` for this process and its later children, and receives them here.
  package init(receiving signals: [Signal]) throws(SystemCallError) {
    var set = SignalMask.set(of: signals)
    try SystemCall.run("sigprocmask") { unsafe sigprocmask(SIG_BLOCK, &set, nil) }
    let number = try SystemCall.run("signalfd") {
      unsafe signalfd(-1, &set, shim_SFD_NONBLOCK | shim_SFD_CLOEXEC)
    }
    descriptor = Descriptor(owning: number)
  }

  package var number: Int32 { descriptor.number }

  /// The next signal that has arrived, or nil when there is none.
  package func next() throws(SystemCallError) -> Signal? { try receive()?.signal }

  /// As ``next()``, with its origin.
  package func receive() throws(SystemCallError) -> ReceivedSignal? {
    var info = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    guard try SystemCall.attempt("read", { unsafe read(descriptor.number, &info, size) }) == size else {
      return nil
    }
    return ReceivedSignal(
      signal: Signal(rawValue: Int32(bitPattern: info.ssi_signo)),
      isFromKernel: info.ssi_code == shim_SI_KERNEL
        // From another thread of this process, which cannot pass the kernel's code on.
        || (info.ssi_code == shim_SI_QUEUE && info.ssi_int == shim_FROM_KERNEL))
  }
}
