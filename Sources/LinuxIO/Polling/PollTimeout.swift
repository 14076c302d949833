/// How long a wait may last.
package struct PollTimeout: Equatable, Sendable {
  /// Whole milliseconds as epoll_wait(2) takes them; -1 means without limit.
  let milliseconds: Int32

  /// Until something happens.
  package static let never = PollTimeout(milliseconds: -1)
  /// Not at all: a look at what is ready now.
  package static let immediate = PollTimeout(milliseconds: 0)

  /// At most `duration`, rounded up to a millisecond so that a deadline has passed when the wait ends.
  package static func after(_ duration: Duration) -> PollTimeout {
    guard duration > .zero else { return .immediate }
    let (seconds, attoseconds) = duration.components
    let limit = Int64(Int32.max)
    guard seconds < limit / 1000 else { return PollTimeout(milliseconds: Int32.max) }
    let milliseconds = seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return PollTimeout(milliseconds: Int32(clamping: milliseconds))
  }

  /// The shorter of this and `other`.
  package func shortened(to other: PollTimeout) -> PollTimeout {
    // As unsigned numbers -1, without limit, is the largest.
    UInt32(bitPattern: other.milliseconds) < UInt32(bitPattern: milliseconds) ? other : self
  }
}
