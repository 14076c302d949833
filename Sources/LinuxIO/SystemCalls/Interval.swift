/// A length of time in nanoseconds, as the kernel's clocks count.
///
/// `Duration` counts attoseconds in 128 bits: to make nanoseconds of one takes a division of 128 bits, which costs more
/// than all else that a request has to do with time.
// For the attribute see MonotonicTime.
@usableFromInline package struct Interval: Comparable, Sendable, BitwiseCopyable {
  @usableFromInline package let nanoseconds: Int64

  @inlinable package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Whole nanoseconds, as far as they can be counted: 292 years at most.
  package init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, tooFar) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    nanoseconds = overflow || tooFar ? (seconds < 0 ? .min : .max) : sum
  }

  @inlinable package static var zero: Interval { Interval(nanoseconds: 0) }

  @inlinable package static func < (left: Interval, right: Interval) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}
