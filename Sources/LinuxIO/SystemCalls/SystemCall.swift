import CEpollShim
import Glibc
package import SystemPackage

/// The one place where a system call's result is judged.
///
/// Every call that signal(7) lists as interruptible is repeated after EINTR, so that no caller has to think of it.
/// close(2) is the exception: Linux frees the descriptor before it reports EINTR, and repeating it could close a
/// stranger's.
package enum SystemCall {
  /// The reason of the most recent failed call on this thread.
  package static var lastErrno: Errno { Errno(rawValue: Glibc.errno) }

  /// Runs `body` until it is not interrupted.
  ///
  /// - Parameters:
  ///   - name: The call's name, for the error.
  ///   - body: Makes the call.
  /// - Returns: The result of the last run.
  /// - Throws: What the kernel said, when the result is -1.
  @discardableResult
  package static func run<Result: FixedWidthInteger & SignedInteger>(
    _ name: StaticString, _ body: () -> Result
  ) throws(SystemCallError) -> Result {
    while true {
      let result = body()
      guard result == -1 else { return result }
      let reason = lastErrno
      guard reason == .interrupted else { throw failure(name, reason) }
    }
  }

  /// As ``run(_:_:)``, but returns nil where a non-blocking call would have had to wait (EAGAIN).
  package static func attempt<Result: FixedWidthInteger & SignedInteger>(
    _ name: StaticString, _ body: () -> Result
  ) throws(SystemCallError) -> Result? {
    while true {
      let result = body()
      guard result == -1 else { return result }
      let reason = lastErrno
      if reason == .wouldBlock || reason == .resourceTemporarilyUnavailable { return nil }
      guard reason == .interrupted else { throw failure(name, reason) }
    }
  }

  @inline(never)
  private static func failure(_ name: StaticString, _ reason: Errno) -> SystemCallError {
    SystemCallError(call: name.description, errno: reason)
  }
}
