import CEpollShim
import Glibc

/// An eventfd(2): how a thread ends another's wait in a ``Poller``.
package struct EventDescriptor: ~Copyable, Sendable {
  private let descriptor: Descriptor

  /// - Throws: EMFILE or ENFILE when no descriptor is left.
  package init() throws(SystemCallError) {
    let number = try SystemCall.run("eventfd") { eventfd(0, shim_EFD_NONBLOCK | shim_EFD_CLOEXEC) }
    descriptor = Descriptor(owning: number)
  }

  package var number: Int32 { descriptor.number }

  /// Makes it readable. May be called from any thread.
  package func signal() {
    var one: UInt64 = 1
    // Fails at 2^64 - 1 signals only, when it is readable all the same.
    unsafe _ = write(descriptor.number, &one, 8)
  }

  /// Takes note of all signals so far, so that it is not readable any more.
  package func acknowledge() throws(SystemCallError) {
    var count: UInt64 = 0
    _ = try SystemCall.attempt("read") { unsafe read(descriptor.number, &count, 8) }
  }
}
