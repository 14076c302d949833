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
