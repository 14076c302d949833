import CEpollShim
import Glibc
import SystemPackage

/// poll(2) over two descriptors: a worker's client and its channel to the supervisor.
///
/// For a worker that serves one connection at a time this is cheaper than epoll: no registration per connection.
package enum PairPoll {
  /// What was ready; two empty sets mean that the time was up or that a signal came, so that the caller looks at its
  /// deadline again.
  package struct Outcome: Sendable {
    package let first: Readiness
    package let second: Readiness
  }

  /// Waits until one of the two is ready. A negative `second` is ignored, as poll(2) defines.
  package static func wait(
    _ first: Int32, for interest: Interest, or second: Int32, timeout: PollTimeout
  ) throws(SystemCallError) -> Outcome {
    var firstResult: Int16 = 0
    var secondResult: Int16 = 0
    let wanted = Int16(truncatingIfNeeded: interest.rawValue & 0x5)
    let count = unsafe shim_poll(
      first, wanted, &firstResult, second, 0x1, &secondResult, timeout.milliseconds)
    if count == -1 {
      let reason = SystemCall.lastErrno
      guard reason == .interrupted else { throw SystemCallError(call: "poll", errno: reason) }
    }
    // The low bits of poll(2) and epoll(7) are the same values: IN 1, OUT 4, ERR 8, HUP 16.
    return Outcome(
      first: Readiness(rawValue: UInt32(UInt16(bitPattern: firstResult))),
      second: Readiness(rawValue: UInt32(UInt16(bitPattern: secondResult))))
  }
}
