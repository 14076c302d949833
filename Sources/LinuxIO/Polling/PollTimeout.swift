/// How long a wait may last.
// For the attribute see MonotonicTime.
@usableFromInline package struct PollTimeout: Equatable, Sendable {
  /// Whole milliseconds as epoll_wait(2) takes them; -1 means without limit.
  let milliseconds: Int32

  private init(milliseconds: Int32) { self.milliseconds = milliseconds }

  /// Until something happens.
  package static let never = PollTimeout(milliseconds: -1)
  /// Not at all: a look at what is ready now.
  package static let immediate = PollTimeout(milliseconds: 0)

  /// At most `duration`, rounded up to a millisecond so that a deadline has passed when the wait ends.
  package static func after(_ duration: Duration) -> PollTimeout {
    // Attoseconds count, too: the shortest wait is not none.
    let isShort = duration > .zero && duration < .nanoseconds(1)
    return after(isShort ? Interval(nanoseconds: 1) : Interval(duration))
  }

  /// At most `interval`, rounded up to a millisecond.
  package static func after(_ interval: Interval) -> PollTimeout {
    guard interval > .zero else { return .immediate }
    return PollTimeout(milliseconds: Int32(clamping: (interval.nanoseconds &- 1) / 1_000_000 &+ 1))
  }

  /// The shorter of this and `other`.
  package func shortened(to other: PollTimeout) -> PollTimeout {
    // As unsigned numbers -1, without limit, is the largest.
    UInt32(bitPattern: other.milliseconds) < UInt32(bitPattern: milliseconds) ? other : self
  }
}
