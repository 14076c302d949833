import CEpollShim
import Glibc
import SystemPackage

/// Owns one file descriptor and closes it exactly once.
package struct Descriptor: ~Copyable, Sendable {
  /// The kernel's number, valid for as long as this value lives.
  package let number: Int32

  /// Takes ownership of `number`.
  package init(owning number: Int32) {
    self.number = number
  }

  deinit {
    _ = Glibc.close(number)
  }

  /// A descriptor of nothing in particular, to be given up when its number is needed.
  package static func reserve() throws(SystemCallError) -> Descriptor {
    let number = try SystemCall.run("open") { unsafe shim_open("/dev/null", O_RDONLY | O_CLOEXEC, 0) }
    return Descriptor(owning: number)
  }

  /// Closes the descriptor now.
  ///
  /// - Throws: What close(2) reported. The descriptor is gone even then: Linux frees it before it can fail.
  package consuming func close() throws(SystemCallError) {
    let closing = release()
    guard Glibc.close(closing) == -1 else { return }
    let reason = SystemCall.lastErrno
    if reason != .interrupted { throw SystemCallError(call: "close", errno: reason) }
  }

  /// Gives up ownership: the caller closes the number, or leaves it to the end of the process.
  package consuming func release() -> Int32 {
    let number = self.number
    discard self
    return number
  }
}
