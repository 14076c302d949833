/// One series of an application's metrics: values that every process of the server adds to.
///
/// Each change is one atomic operation on one word, or two where a sum goes with a count, so that a process may die
/// anywhere: what it counted stays, and nothing has to be repaired.
package struct MetricSeries: Sendable {
  /// Where everything lies in an entry, in words of eight bytes.
  enum Word {
    static let shape = 0
    static let whole = 1
    static let real = 2
    static let buckets = 8..<48
    static let text = 48..<128
    static let count = 128
  }

  private let table: MetricTable
  private let words: SharedWords

  /// What it measures.
  package let kind: MetricKind

  /// - Parameters:
  ///   - words: An entry whose text and shape are published.
  ///   - table: Kept alive by this value, and with it the memory.
  init?(_ words: SharedWords, of table: MetricTable) {
    guard let kind = MetricKind(rawValue: UInt8(truncatingIfNeeded: words[Word.shape])) else { return nil }
    self.words = words
    self.table = table
    self.kind = kind
  }

  /// The family's name.
  package var name: String { String(decoding: text.prefix(nameLength), as: UTF8.self) }
  /// Its labels as OpenMetrics writes them, without braces; empty for none.
  package var labels: String { String(decoding: text.dropFirst(nameLength), as: UTF8.self) }

  private var nameLength: Int { Int(words[Word.shape] >> 8 & 0xffff) }
  private var text: [UInt8] { words.load(Int(words[Word.shape] >> 24 & 0xffff), from: Word.text) }

  static func shape(_ kind: MetricKind, nameLength: Int, textLength: Int) -> UInt64 {
    UInt64(kind.rawValue) | UInt64(nameLength) << 8 | UInt64(textLength) << 24
  }

  // MARK: - Changing it

  /// Adds a whole number to a counter.
  package func add(_ amount: UInt64) { words.increase(by: amount, at: Word.whole) }

  /// Adds to a counter or a gauge.
  package func add(_ amount: Double) { words.increaseReal(by: amount, at: Word.real) }

  /// Sets a gauge.
  package func set(_ value: Double) { words[Word.real] = value.bitPattern }

  /// Takes a counter back to zero, for all processes.
  package func reset() {
    words[Word.whole] = 0
    words[Word.real] = 0
  }

  /// Counts a duration.
  package func record(nanoseconds: UInt64) {
    words.increase(by: 1, at: Word.buckets.lowerBound + TrafficCounts.bucket(of: nanoseconds))
    words.increase(by: nanoseconds, at: Word.whole)
  }

  /// Counts a value that is a number. One below zero adds nothing to the sum, which may only grow.
  package func record(_ value: Double) {
    words.increase(by: 1, at: Word.buckets.lowerBound + MetricBuckets.bucket(of: value))
    if value > 0 { words.increaseReal(by: value, at: Word.real) }
  }

  // MARK: - Reading it

  /// A counter's whole numbers, or the sum of durations in nanoseconds.
  package var whole: UInt64 { words[Word.whole] }
  /// A gauge's value, a counter's fractions, or the sum of a distribution.
  package var real: Double { Double(bitPattern: words[Word.real]) }
  /// How many values each bucket has got, not cumulated.
  package var buckets: [UInt64] {
    let count = kind == .durations ? TrafficCounts.durationBuckets : MetricBuckets.count
    return (0..<count).map { words[Word.buckets.lowerBound + $0] }
  }
}
