/// What a worker has served, or what many have, in numbers that only grow.
package struct TrafficCounts: Equatable, Sendable {
  package var connections: UInt64 = 0
  package var requests: UInt64 = 0
  /// Bytes of responses given to the kernel, heads included.
  package var bytesSent: UInt64 = 0
  /// Responses by the first digit of their status, 1 to 5.
  package var statusClasses = InlineArray<5, UInt64>(repeating: 0)
  /// Time from a complete head to the response in the kernel's hands, all requests together, in nanoseconds.
  package var durationSum: UInt64 = 0
  /// Requests by that time; see ``durationBound(_:)``.
  package var durations = InlineArray<24, UInt64>(repeating: 0)

  package init() {}

  package static var durationBuckets: Int { 24 }

  /// The longest duration that counts in `bucket`, in microseconds: 16, 32 and so on; nil for the last, which has no
  /// bound.
  package static func durationBound(_ bucket: Int) -> UInt64? {
    bucket < durationBuckets - 1 ? 16 << UInt64(bucket) : nil
  }

  /// The bucket that a duration in nanoseconds counts in.
  @inline(__always) package static func bucket(of nanoseconds: UInt64) -> Int {
    let microseconds = (nanoseconds &+ 999) / 1000
    guard microseconds > 16 else { return 0 }
    return min(durationBuckets - 1, 60 &- (microseconds &- 1).leadingZeroBitCount)
  }

  package static func + (left: TrafficCounts, right: TrafficCounts) -> TrafficCounts {
    var sum = left
    sum.connections &+= right.connections
    sum.requests &+= right.requests
    sum.bytesSent &+= right.bytesSent
    sum.durationSum &+= right.durationSum
    for index in 0..<5 { sum.statusClasses[index] &+= right.statusClasses[index] }
    for index in 0..<durationBuckets { sum.durations[index] &+= right.durations[index] }
    return sum
  }

  package static func == (left: TrafficCounts, right: TrafficCounts) -> Bool {
    left.connections == right.connections && left.requests == right.requests
      && left.bytesSent == right.bytesSent && left.durationSum == right.durationSum
      && (0..<5).allSatisfy { left.statusClasses[$0] == right.statusClasses[$0] }
      && (0..<durationBuckets).allSatisfy { left.durations[$0] == right.durations[$0] }
  }
}

extension TrafficCounts {
  /// Where each number lies behind the first word of a part of the scoreboard that holds counts.
  enum Word {
    static let connections = 0
    static let requests = 1
    static let bytesSent = 2
    static let durationSum = 3
    static let statusClasses = 4
    static let durations = 9
    static let count = 33
  }

  init(reading words: SharedWords, at first: Int) {
    connections = words[first + Word.connections]
    requests = words[first + Word.requests]
    bytesSent = words[first + Word.bytesSent]
    durationSum = words[first + Word.durationSum]
    for index in 0..<5 { statusClasses[index] = words[first + Word.statusClasses + index] }
    for index in 0..<Self.durationBuckets { durations[index] = words[first + Word.durations + index] }
  }

  func write(to words: SharedWords, at first: Int) {
    words[first + Word.connections] = connections
    words[first + Word.requests] = requests
    words[first + Word.bytesSent] = bytesSent
    words[first + Word.durationSum] = durationSum
    for index in 0..<5 { words[first + Word.statusClasses + index] = statusClasses[index] }
    for index in 0..<Self.durationBuckets { words[first + Word.durations + index] = durations[index] }
  }
}
