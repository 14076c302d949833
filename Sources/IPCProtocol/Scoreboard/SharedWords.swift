import Synchronization

/// A run of 64-bit words in memory that several processes see; each is read and written whole.
@safe struct SharedWords: Sendable {
  private nonisolated(unsafe) let base: UnsafeMutablePointer<Atomic<UInt64>>
  let count: Int

  /// - Parameters:
  ///   - address: `count` words, aligned to one, that stay mapped as long as this value is used. All zero is valid.
  ///   - count: How many words there are.
  @unsafe init(at address: UnsafeMutableRawPointer, count: Int) {
    unsafe base = address.bindMemory(to: Atomic<UInt64>.self, capacity: count)
    self.count = count
  }

  /// The word at `index`, which is below `count` wherever it is asked for: the layouts are constants.
  subscript(index: Int) -> UInt64 {
    @inline(__always) get {
      assert((0..<count).contains(index))
      return unsafe base[index].load(ordering: .relaxed)
    }
    @inline(__always) nonmutating set {
      assert((0..<count).contains(index))
      unsafe base[index].store(newValue, ordering: .relaxed)
    }
  }

  /// Adds to a word that only the caller's process writes, so that no locked instruction is needed.
  @inline(__always) func add(_ amount: UInt64, at index: Int) { self[index] = self[index] &+ amount }

  func clear(_ range: Range<Int>) { for index in range { self[index] = 0 } }

  // MARK: - Several words as one

  /// Begins to write several words of which a reader is to get all or none: the word at `sequence` is odd meanwhile.
  @inline(__always) func beginWrite(under sequence: Int) {
    self[sequence] = self[sequence] | 1
    atomicMemoryFence(ordering: .releasing)
  }

  @inline(__always) func endWrite(under sequence: Int) {
    unsafe base[sequence].store(self[sequence] &+ 1, ordering: .releasing)
  }

  /// Reads several words as they stood at one moment.
  ///
  /// - Returns: nil when their writer is at it again at every try, or died in the middle.
  func read<Result>(under sequence: Int, _ body: (SharedWords) -> Result) -> Result? {
    for _ in 0..<64 {
      let before = unsafe base[sequence].load(ordering: .acquiring)
      guard before & 1 == 0 else { continue }
      let result = body(self)
      atomicMemoryFence(ordering: .acquiring)
      if self[sequence] == before { return result }
    }
    return nil
  }

  // MARK: - Words that several processes write

  /// Adds to a word, wrapping around.
  @inline(__always) func increase(by amount: UInt64, at index: Int) {
    assert((0..<count).contains(index))
    unsafe base[index].wrappingAdd(amount, ordering: .relaxed)
  }

  /// Adds to a word that holds the bits of a Double.
  func increaseReal(by amount: Double, at index: Int) {
    assert((0..<count).contains(index))
    var present = self[index]
    while true {
      let sum = (Double(bitPattern: present) + amount).bitPattern
      let (exchanged, original) = unsafe base[index].compareExchange(
        expected: present, desired: sum, ordering: .relaxed)
      if exchanged { return }
      present = original
    }
  }

  /// Puts `value` into a word that is still zero.
  ///
  /// - Returns: Whether it did, and what the word holds now: `value`, or what another was quicker with.
  @discardableResult
  func claim(_ index: Int, with value: UInt64) -> (isFirst: Bool, value: UInt64) {
    assert((0..<count).contains(index))
    let (exchanged, original) = unsafe base[index].compareExchange(
      expected: 0, desired: value, ordering: .acquiringAndReleasing)
    return (exchanged, exchanged ? value : original)
  }

  /// Reads a word by which other words were published.
  func loadPublished(_ index: Int) -> UInt64 {
    assert((0..<count).contains(index))
    return unsafe base[index].load(ordering: .acquiring)
  }

  /// Sets bits of a word, so that who sees them sees all that was written before.
  func publish(_ bits: UInt64, at index: Int) {
    assert((0..<count).contains(index))
    unsafe base[index].bitwiseOr(bits, ordering: .releasing)
  }

  // MARK: - Text

  /// Stores as much of `bytes` as fits into `range` of words.
  @inline(__always) func store(_ bytes: borrowing RawSpan, in range: Range<Int>) {
    let end = min(bytes.byteCount, range.count &* 8)
    var offset = 0
    var index = range.lowerBound
    while offset &+ 8 <= end {
      // Eight bytes from `offset` on lie within the span.
      self[index] = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
      offset &+= 8
      index &+= 1
    }
    guard offset < end else { return }
    var last: UInt64 = 0
    for position in offset..<end {
      let byte = unsafe bytes.unsafeLoad(fromUncheckedByteOffset: position, as: UInt8.self)
      last |= UInt64(byte) << UInt64((position &- offset) &* 8)
    }
    self[index] = last
  }

  /// Whether `bytes` are what was stored in `range`, as far as they go.
  func holds(_ bytes: borrowing RawSpan, in range: Range<Int>) -> Bool {
    guard bytes.byteCount <= range.count * 8 else { return false }
    for position in 0..<bytes.byteCount {
      // Within the span by the loop's bounds.
      let byte = unsafe bytes.unsafeLoad(fromUncheckedByteOffset: position, as: UInt8.self)
      let word = self[range.lowerBound + position / 8]
      if byte != UInt8(truncatingIfNeeded: word >> UInt64(position % 8 * 8)) { return false }
    }
    return true
  }

  /// The first `byteCount` bytes that were stored in `range`.
  func load(_ byteCount: Int, from range: Range<Int>) -> [UInt8] {
    (0..<min(max(0, byteCount), range.count * 8)).map { position in
      UInt8(truncatingIfNeeded: self[range.lowerBound + position / 8] >> UInt64(position % 8 * 8))
    }
  }
}
