/// Spaces out attempts to fork after failures: 100 ms, then twice as long each time, at most 10 s.
struct SpawnBackoff: Equatable, Sendable {
  static let first = Duration.milliseconds(100)
  static let longest = Duration.seconds(10)

  private var delay: Duration?
  private var lastFailure: SuspendingClock.Instant?
  private(set) var until: SuspendingClock.Instant?

  /// Takes note of a failure and returns how long to wait.
  mutating func fail(at now: SuspendingClock.Instant) -> Duration {
    lastFailure = now
    // Workers that fail together are one failure.
    if let until, now < until { return now.duration(to: until) }
    let next = delay.map { min($0 * 2, Self.longest) } ?? Self.first
    delay = next
    until = now.advanced(by: next)
    return next
  }

  /// Takes note of a worker that became ready.
  ///
  /// - Parameter birth: When it was forked. One that is older than the last failure says nothing of the next attempt.
  mutating func succeed(bornAt birth: SuspendingClock.Instant) {
    if let lastFailure, birth <= lastFailure { return }
    self = SpawnBackoff()
  }

  /// Whether an attempt may be made now. Once the time has come nothing is left to wait for.
  mutating func allows(at now: SuspendingClock.Instant) -> Bool {
    if let until, now < until { return false }
    until = nil
    return true
  }
}
