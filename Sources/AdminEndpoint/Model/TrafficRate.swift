import IPCProtocol

/// What a server did between two looks at it.
package struct TrafficRate: Equatable, Sendable {
  package let requestsPerSecond: Double
  /// Responses of the class 5xx.
  package let errorsPerSecond: Double
  package let bytesPerSecond: Double
  /// How long half of the requests, and 99 of 100, took at most, in seconds; nil without requests.
  package let median: Double?
  package let percentile99: Double?

  /// Compares two looks; nil when they are of different servers, or of the same moment.
  package init?(from earlier: PoolSnapshot, to later: PoolSnapshot) {
    guard earlier.pool.startedAt == later.pool.startedAt, later.takenAt > earlier.takenAt else { return nil }
    let seconds = Double(later.takenAt - earlier.takenAt) / 1e9
    let (before, after) = (earlier.traffic, later.traffic)
    requestsPerSecond = Double(after.requests.since(before.requests)) / seconds
    errorsPerSecond = Double(after.statusClasses[4].since(before.statusClasses[4])) / seconds
    bytesPerSecond = Double(after.bytesSent.since(before.bytesSent)) / seconds
    let counts = (0..<TrafficCounts.durationBuckets).map { after.durations[$0].since(before.durations[$0]) }
    median = Self.quantile(0.5, of: counts)
    percentile99 = Self.quantile(0.99, of: counts)
  }

  /// The duration that a share of the requests did not exceed, in seconds, as far as buckets tell: as Prometheus'
  /// histogram_quantile() has it, the requests of a bucket are spread evenly over it.
  ///
  /// - Parameters:
  ///   - share: 0 to 1.
  ///   - counts: Requests in each bucket of ``IPCProtocol/TrafficCounts``.
  /// - Returns: nil without any request.
  package static func quantile(_ share: Double, of counts: [UInt64]) -> Double? {
    let total = counts.reduce(0, &+)
    guard total > 0 else { return nil }
    let rank = share * Double(total)
    var below: UInt64 = 0
    for (bucket, count) in counts.enumerated() where count > 0 {
      guard Double(below &+ count) >= rank else {
        below &+= count
        continue
      }
      let lower = bucket == 0 ? 0 : Double(TrafficCounts.durationBound(bucket - 1) ?? 0)
      // The last bucket has no end: no more can be said than where it begins.
      guard let bound = TrafficCounts.durationBound(bucket) else { return lower / 1e6 }
      return (lower + (Double(bound) - lower) * (rank - Double(below)) / Double(count)) / 1e6
    }
    return nil
  }
}

extension UInt64 {
  /// The difference, zero where a number that should only grow went back.
  fileprivate func since(_ earlier: UInt64) -> UInt64 { self - Swift.min(self, earlier) }
}
