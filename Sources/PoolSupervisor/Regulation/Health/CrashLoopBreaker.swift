/// Slows forking down when workers die young, before they have answered anything or were even ready, one after the
/// other.
///
/// A few such deaths cost nothing: each worker is replaced at once. After ``free`` in a row each one doubles the wait
/// before the next fork, and from ``budget`` on the pool counts as degraded. A worker that answers a request or outlives
/// its youth ends it all, and so does ``calm``: who has enough workers forks no other that could prove anything.
struct CrashLoopBreaker: Equatable, Sendable {
  static let free = 5
  static let budget = 10
  static let youth = Duration.seconds(10)
  static let first = Duration.milliseconds(100)
  static let longest = Duration.seconds(10)
  /// Longer than the longest wait and a youth together: a loop that goes on has brought another death by then.
  static let calm = Duration.seconds(30)

  private var deaths = 0
  private var lastDeath: SuspendingClock.Instant?
  private(set) var until: SuspendingClock.Instant?

  /// Whether it waits for a worker that does well.
  var isCounting: Bool { deaths > 0 }

  var isDegraded: Bool { deaths >= Self.budget }

  /// Takes note of a worker that died young.
  ///
  /// - Returns: How long no other is forked, nil if that is not slowed down yet.
  mutating func note(deathAt now: SuspendingClock.Instant) -> Duration? {
    lastDeath = now
    // Workers that die together are one failure.
    if let until, now < until { return nil }
    deaths += 1
    guard deaths > Self.free else { return nil }
    let doublings = min(deaths - Self.free - 1, 10)
    let delay = min(Self.first * (1 << doublings), Self.longest)
    until = now.advanced(by: delay)
    return delay
  }

  /// Takes note of a worker that does well.
  ///
  /// - Parameter birth: When it was forked; only one that is younger than the last death proves anything.
  mutating func note(successOfOneBornAt birth: SuspendingClock.Instant) {
    guard let lastDeath, birth >= lastDeath else { return }
    self = CrashLoopBreaker()
  }

  /// Takes note that there are workers, and that none is starting.
  mutating func note(settledAt now: SuspendingClock.Instant) {
    guard let lastDeath, lastDeath.duration(to: now) >= Self.calm else { return }
    self = CrashLoopBreaker()
  }

  /// Whether a worker may be forked now.
  mutating func allows(at now: SuspendingClock.Instant) -> Bool {
    if let until, now < until { return false }
    until = nil
    return true
  }
}
