/// Whether a connection that was just accepted has sent its request already.
///
/// Reading at once is right where it has: the connection may be answered and closed without ever being waited for. Where
/// it has not, the read is a system call for nothing. Which it is depends on the clients and on how far behind the workers
/// are, so what the last connections did decides, and now and then one is read from to learn whether that has changed.
struct ArrivalGuess: Equatable, Sendable {
  /// Connections between two of which one is read from whatever is expected.
  static let interval: UInt8 = 16
  private static let most: Int8 = 6
  /// A read in vain costs about half of what a successful one saves.
  private static let threshold: Int8 = 3

  private var score = Self.most
  private var skipped: UInt8 = 0

  /// Whether to read from the next connection at once.
  @inline(__always) mutating func readsFirst() -> Bool {
    if score >= Self.threshold { return true }
    skipped += 1
    guard skipped == Self.interval else { return false }
    skipped = 0
    return true
  }

  /// Takes note of what a read found.
  @inline(__always) mutating func note(hadRequest: Bool) {
    score = hadRequest ? min(score + 1, Self.most) : max(score - 2, 0)
  }
}
