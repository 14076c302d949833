/// Decides when to tell that a log loses lines: once when it begins, and once when it is over.
///
/// A pure value.
struct LossEpisode: Sendable {
  enum News: Equatable, Sendable {
    case began
    case ended(lost: Int)
  }

  private var known = 0
  private var lostBefore: Int?

  /// Takes note of how the log fares.
  ///
  /// - Parameters:
  ///   - lost: Lines lost so far.
  ///   - isClear: Whether nothing waits and nothing failed.
  /// - Returns: What is to be told.
  mutating func note(lost: Int, isClear: Bool) -> News? {
    defer { known = lost }
    if let before = lostBefore {
      guard isClear, lost == known else { return nil }
      lostBefore = nil
      return .ended(lost: lost - before)
    }
    guard lost > known else { return nil }
    lostBefore = known
    return .began
  }
}
