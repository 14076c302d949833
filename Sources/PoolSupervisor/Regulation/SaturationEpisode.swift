/// Tells once when the pool is at its maximum while clients wait, and once when that is over.
///
/// An episode ends when nobody had to wait for ``calm``: a server at the edge would otherwise fill the log with pairs.
struct SaturationEpisode: Equatable, Sendable {
  static let calm = Duration.seconds(10)

  enum Change: Equatable { case began, ended(lasted: Duration) }

  /// How many episodes there have been, the present one included.
  private(set) var count = 0
  /// How long past episodes lasted, all together.
  private var past = Duration.zero
  private var began: SuspendingClock.Instant?
  private var lastSeen: SuspendingClock.Instant?

  mutating func observe(isSaturated: Bool, at now: SuspendingClock.Instant) -> Change? {
    if isSaturated {
      lastSeen = now
      guard began == nil else { return nil }
      began = now
      count += 1
      return .began
    }
    guard let began, let lastSeen, lastSeen.duration(to: now) >= Self.calm else { return nil }
    self.began = nil
    past += began.duration(to: lastSeen)
    return .ended(lasted: began.duration(to: lastSeen))
  }

  /// How long all episodes lasted, the present one as far as it was observed.
  var total: Duration {
    guard let began, let lastSeen else { return past }
    return past + began.duration(to: lastSeen)
  }

  var isUnderWay: Bool { began != nil }

  /// When to look again, nil outside an episode.
  var deadline: SuspendingClock.Instant? { began == nil ? nil : lastSeen?.advanced(by: Self.calm) }
}
