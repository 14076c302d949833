import Glibc
import LinuxIO

/// Far more than any event here takes on the slowest machine; only a failing test ever waits for so long.
let patience = Duration.seconds(30)

/// What a test needed and did not get.
struct Failure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Throws unless `condition` holds; for forked children, where `#expect` cannot report.
func claim(_ condition: Bool, _ text: @autoclosure () -> String) throws {
  if !condition { throw Failure(text()) }
}

/// Looks at `condition` until it holds, letting other processes run in between; false when patience runs out.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
  let deadline = ContinuousClock.now + patience
  repeat {
    if try condition() { return true }
    sched_yield()
  } while ContinuousClock.now < deadline
  return false
}

/// Waits until `number` is ready for `interest`; false when patience runs out.
func isReady(_ number: Int32, for interest: Interest = .readable) throws -> Bool {
  try eventually {
    try !PairPoll.wait(number, for: interest, or: -1, timeout: .after(patience)).first.isEmpty
  }
}

/// Whether `number` is ready for `interest` at this moment.
func isReadyNow(_ number: Int32, for interest: Interest = .readable) throws -> Bool {
  try !PairPoll.wait(number, for: interest, or: -1, timeout: .immediate).first.isEmpty
}
