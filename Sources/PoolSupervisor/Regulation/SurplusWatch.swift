/// Decides when idle workers have been too many for long enough.
///
/// It remembers the smallest surplus seen since the surplus began. After the timeout that many workers were not needed
/// at any moment of the whole time, and so many may go, at once. Under load that comes and goes faster than the
/// timeout the smallest surplus is zero and the pool keeps its size: it does not flap.
struct SurplusWatch: Equatable, Sendable {
  private let timeout: Duration
  private var since: SuspendingClock.Instant?
  private var smallest = 0

  init(timeout: Duration) { self.timeout = timeout }

  /// When the surplus will have lasted long enough, nil while there is none.
  var deadline: SuspendingClock.Instant? { since?.advanced(by: timeout) }

  /// Takes note of the present surplus and returns how many workers to retire now.
  mutating func observe(surplus: Int, at now: SuspendingClock.Instant) -> Int {
    guard surplus > 0 else {
      since = nil
      return 0
    }
    guard let since else {
      begin(surplus: surplus, at: now)
      return 0
    }
    smallest = min(smallest, surplus)
    guard since.duration(to: now) >= timeout else { return 0 }
    let unneeded = smallest
    begin(surplus: surplus - unneeded, at: now)
    return unneeded
  }

  private mutating func begin(surplus: Int, at now: SuspendingClock.Instant) {
    since = surplus > 0 ? now : nil
    smallest = surplus
  }
}
