package import LinuxIO
import SystemPackage

/// The metrics of an application, in memory that all processes of the server share.
///
/// Made before the first fork; every child finds or enters series in it and adds to them in place, so that there is
/// nothing to sum up and nothing is lost with a child.
///
/// An entry is claimed by the hash of what it is for. Whoever else wants the same series meanwhile writes the same bytes
/// to the same place, and whoever is through first publishes: nobody waits for a process that may be dead, and no series
/// is there twice. The hash is keyed by a secret that lies in the table itself (``SipHash``), for `Hasher` has another in
/// each program that is executed; so nobody who chooses labels can choose two with the same one.
package final class MetricTable: Sendable {
  package static var defaultCapacity: Int { 1024 }
  /// Bytes of name and labels together.
  package static var textLimit: Int { MetricSeries.Word.text.count * 8 }

  /// How many series there can be.
  package let capacity: Int
  private let memory: SharedMemory
  let header: SharedWords
  private let hash: SipHash

  /// The header's words; behind them comes one for each entry: zero, or a hash, whose last bit tells that the entry is
  /// published. They lie together so that who looks for entries touches no page of one that is free: the kernel would
  /// give it memory.
  enum Word {
    static let dropped = 0
    static let reported = 1
    static let key = 6
    static let states = 8
  }

  private static let stride = MetricSeries.Word.count * 8
  private static let published: UInt64 = 1

  /// - Parameter capacity: The most series, at least 1. Those that are never used cost address space and no memory.
  /// - Throws: ENOMEM.
  package init(capacity: Int = defaultCapacity) throws(SystemCallError) {
    self.capacity = max(1, capacity)
    let words = Word.states + self.capacity
    memory = try SharedMemory(minimumBytes: Self.size(self.capacity))
    // The mapping's first bytes; it lives as long as this object and is all zero.
    header = unsafe SharedWords(at: memory.address(at: 0), count: words)
    hash = SipHash(key: .random(in: 0 ... .max), .random(in: 0 ... .max))
    header[Word.key] = hash.key.0
    header[Word.key + 1] = hash.key.1
  }

  /// The table of the process that executed this one.
  ///
  /// - Parameters:
  ///   - descriptor: Its ``descriptorNumber`` there, inherited.
  ///   - capacity: Its ``capacity``.
  /// - Throws: EINVAL for something else.
  package init(adopting descriptor: consuming Descriptor, capacity: Int) throws(SystemCallError) {
    guard (1...Self.mostSeries).contains(capacity) else {
      throw SystemCallError(call: "mmap", errno: .invalidArgument)
    }
    self.capacity = capacity
    memory = try SharedMemory(adopting: descriptor, minimumBytes: Self.size(capacity))
    // As above; the size was checked.
    header = unsafe SharedWords(at: memory.address(at: 0), count: Word.states + capacity)
    hash = SipHash(key: header[Word.key], header[Word.key + 1])
  }

  private static let mostSeries = 1 << 24

  private static func size(_ capacity: Int) -> Int { firstEntry(capacity) + capacity * stride }

  /// What a program has to inherit that is to see the table.
  package var descriptorNumber: Int32 { memory.descriptorNumber }

  /// The offset of the first entry, so that none lies across two pages.
  private static func firstEntry(_ capacity: Int) -> Int {
    ((Word.states + capacity) * 8 + stride - 1) / stride * stride
  }

  private func entry(_ index: Int) -> SharedWords {
    // In bounds, for callers count up to the capacity; aligned because a page is and the stride keeps it.
    unsafe SharedWords(
      at: memory.address(at: Self.firstEntry(capacity) + index * Self.stride), count: MetricSeries.Word.count)
  }

  /// Finds a series or enters it.
  ///
  /// - Parameters:
  ///   - name: The family's name as OpenMetrics wants it.
  ///   - labels: From ``MetricLabels/text(_:)``, in an order that is always the same.
  ///   - kind: What it measures.
  /// - Returns: The one of that name and these labels.
  /// - Throws: Why it cannot be kept.
  package func series(
    _ name: String, labels: String = "", kind: MetricKind
  ) throws(MetricTableError) -> MetricSeries {
    guard !name.hasPrefix("prefork_"), name != "process_start_time_seconds" else { throw .reserved }
    let text = Array(name.utf8) + Array(labels.utf8)
    guard text.count <= Self.textLimit else { throw .tooLong }
    let shape = MetricSeries.shape(kind, nameLength: name.utf8.count, textLength: text.count)
    let hash = hash(of: text)
    let first = Int(hash / 2 % UInt64(capacity))
    for step in 0..<capacity {
      let index = (first + step) % capacity
      var state = header.loadPublished(Word.states + index)
      if state == 0 {
        guard !isNameInUse(name, kind) else { throw .nameInUse }
        state = header.claim(Word.states + index, with: hash).value
      }
      guard state | Self.published == hash | Self.published else { continue }
      let words = entry(index)
      if state & Self.published == 0 {
        // Every byte of an array is initialised; the span ends with the call.
        unsafe words.store(text.span.bytes, in: MetricSeries.Word.text)
        // The kind alone may be different: that of who is quicker counts.
        words.claim(MetricSeries.Word.shape, with: shape)
        header.publish(Self.published, at: Word.states + index)
      }
      // As above.
      guard unsafe words.holds(text.span.bytes, in: MetricSeries.Word.text),
        words[MetricSeries.Word.shape] | 0xff == shape | 0xff
      else { continue }
      guard let series = MetricSeries(words, of: self), series.kind == kind else { throw .nameInUse }
      return series
    }
    throw .full
  }

  /// Neither zero, which is a free entry, nor with the bit that publishes.
  func hash(of text: [UInt8]) -> UInt64 { max(2, hash(text.span) & ~Self.published) }

  /// Whether another family has one of the names that `name` would occupy. Two processes that enter such families at the
  /// same moment may not see each other; who writes the metrics then leaves one of them out.
  private func isNameInUse(_ name: String, _ kind: MetricKind) -> Bool {
    let names = kind.names(of: name)
    return all.contains { other in
      let otherName = other.name
      if otherName == name { return other.kind != kind }
      // Most families are told apart by this: one is in the other's way only if it begins like it.
      guard otherName.hasPrefix(name) || name.hasPrefix(otherName) else { return false }
      return other.kind.names(of: otherName).contains { names.contains($0) }
    }
  }

  /// The series there are, in no order.
  package var all: [MetricSeries] {
    (0..<capacity).compactMap { index in
      guard header.loadPublished(Word.states + index) & Self.published != 0 else { return nil }
      return MetricSeries(entry(index), of: self)
    }
  }

  // MARK: - What could not be kept

  /// How often a metric was made that is not kept.
  package var dropped: UInt64 { header[Word.dropped] }

  /// Counts a metric that is not kept.
  ///
  /// - Returns: Whether it is the first, of all processes, for this reason.
  package func drop(for reason: MetricTableError) -> Bool {
    header.increase(by: 1, at: Word.dropped)
    return header.claim(Word.reported + Int(reason.rawValue), with: 1).isFirst
  }
}
