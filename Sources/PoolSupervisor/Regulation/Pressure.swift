/// Whether clients wait while every worker is busy and no more may be forked.
enum Pressure: Equatable, Sendable {
  case none
  /// They did at one look; a second one decides.
  case suspected(until: SuspendingClock.Instant)
  case felt(since: SuspendingClock.Instant)

  var isFelt: Bool { if case .felt = self { true } else { false } }

  /// When to look again.
  var deadline: SuspendingClock.Instant? { if case .suspected(let until) = self { until } else { nil } }
}
