package import SystemPackage

/// A system call that failed: which one, and the kernel's reason.
package struct SystemCallError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The call as its manual page names it, for example `accept4`.
  package let call: String

  /// The kernel's reason; see errno(3).
  package let errno: Errno

  package init(call: String, errno: Errno) {
    self.call = call
    self.errno = errno
  }

  package var description: String { "\(call): \(errno)" }
}
