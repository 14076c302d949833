/// The buckets of a ``MetricKind/distribution``: 1, 2 and 5 in each decade from 0.001 to 1,000,000,000.
///
/// They are the same for every series, so that processes need not agree on any. Those of ``MetricKind/durations`` are
/// ``TrafficCounts/durationBound(_:)``.
package enum MetricBuckets {
  /// The largest value that counts in each bucket but the last, which has no bound.
  package static let bounds: [Double] =
    (-3..<9).flatMap { exponent in
      [1, 2, 5].map { digit in exponent < 0 ? digit / power(-exponent) : digit * power(exponent) }
    } + [power(9)]

  package static var count: Int { bounds.count + 1 }

  /// The bucket of a value; of the first are all that are smaller, too.
  package static func bucket(of value: Double) -> Int {
    var (low, high) = (0, bounds.count)
    while low < high {
      let middle = (low + high) / 2
      if value <= bounds[middle] { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Ten to the power of `exponent`, exactly: multiplied up, as whole numbers of this size are exact.
  private static func power(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { power, _ in power * 10 } }
}
