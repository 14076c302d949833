import LinuxIO

/// A bounded table of resources by the bytes of the paths that ask for them.
///
/// Linear probing in a table at most half full. When it is full a clock hand goes round and drops the first resource
/// that was not asked for since it passed last. A resource that is added counts as not asked for, so that a scan of
/// many paths drops its own resources before those that are in demand.
struct FileCache: ~Copyable {
  let capacity: Int
  private(set) var count = 0
  // A power of two of slots; a hash of 0 marks a free one.
  private var hashes: [UInt64]
  private var resources: [FileResource?]
  private var hand = 0
  private let seed: UInt64

  /// - Parameters:
  ///   - capacity: The most resources it holds.
  ///   - seed: Unknown to clients, so that they cannot choose paths that collide.
  init(capacity: Int, seed: UInt64 = .random(in: .min ... .max)) {
    self.capacity = max(0, capacity)
    self.seed = seed
    var slots = 1
    while slots < 2 * self.capacity { slots *= 2 }
    hashes = Array(repeating: 0, count: slots)
    resources = Array(repeating: nil, count: slots)
  }

  /// The hash of a path for ``find(_:hash:)`` and its like; never 0.
  func hash(_ key: borrowing RawSpan) -> UInt64 {
    let count = key.byteCount
    var hash = seed ^ UInt64(truncatingIfNeeded: count)
    var index = 0
    while index &+ 8 <= count {
      // Bounds are checked by the loop and again by the call; every bit pattern is a UInt64.
      let word = unsafe key.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      hash = Self.mix(hash ^ word)
      index &+= 8
    }
    var rest: UInt64 = 0
    while index < count {
      // As above.
      rest = rest << 8 | UInt64(unsafe key.unsafeLoad(fromByteOffset: index, as: UInt8.self))
      index &+= 1
    }
    return Self.mix(hash ^ rest) | 1
  }

  private static func mix(_ number: UInt64) -> UInt64 {
    let (high, low) = number.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    return high ^ low
  }

  /// The resource of a path.
  func find(_ key: borrowing RawSpan, hash: UInt64) -> FileResource? {
    guard let slot = slot(of: key, hash) else { return nil }
    return resources[slot]
  }

  /// Adds or replaces the resource of its path.
  mutating func insert(_ resource: FileResource, hash: UInt64) {
    guard capacity > 0 else { return }
    let key = resource.key
    // An array of bytes has no padding.
    if let slot = slot(of: unsafe key.span.bytes, hash) {
      resources[slot] = resource
      return
    }
    if count == capacity { dropOne() }
    var slot = home(hash)
    while hashes[slot] != 0 { slot = next(slot) }
    hashes[slot] = hash
    resources[slot] = resource
    count += 1
  }

  mutating func remove(_ key: borrowing RawSpan, hash: UInt64) {
    if let slot = slot(of: key, hash) { free(slot) }
  }

  mutating func removeAll() {
    for slot in hashes.indices {
      hashes[slot] = 0
      resources[slot] = nil
    }
    count = 0
  }

  private func slot(of key: borrowing RawSpan, _ hash: UInt64) -> Int? {
    var slot = home(hash)
    while hashes[slot] != 0 {
      if hashes[slot] == hash, let resource = resources[slot], Self.equal(resource.key, key) { return slot }
      slot = next(slot)
      // A table for no resources has a single slot.
      if slot == home(hash) { return nil }
    }
    return nil
  }

  private static func equal(_ key: [UInt8], _ other: borrowing RawSpan) -> Bool {
    guard key.count == other.byteCount else { return false }
    // An array of bytes has no padding.
    let bytes = unsafe key.span.bytes
    var index = 0
    while index &+ 8 <= key.count {
      // Bounds are checked by the loop and again by the calls; every bit pattern is a UInt64.
      guard
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
          == other.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      else { return false }
      index &+= 8
    }
    while index < key.count {
      // As above.
      guard unsafe key[index] == other.unsafeLoad(fromByteOffset: index, as: UInt8.self) else { return false }
      index &+= 1
    }
    return true
  }

  private mutating func dropOne() {
    while true {
      if let resource = resources[hand] {
        guard resource.wasUsed else { return free(hand) }
        resource.wasUsed = false
      }
      hand = next(hand)
    }
  }

  /// Frees a slot and closes the gap: whatever follows it may have been put there for want of an earlier one.
  private mutating func free(_ slot: Int) {
    var gap = slot
    var current = next(slot)
    while hashes[current] != 0 {
      let distance = (current &- home(hashes[current])) & (hashes.count &- 1)
      if distance >= (current &- gap) & (hashes.count &- 1) {
        hashes[gap] = hashes[current]
        resources[gap] = resources[current]
        gap = current
      }
      current = next(current)
    }
    hashes[gap] = 0
    resources[gap] = nil
    count -= 1
  }

  private func home(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 1) & (hashes.count &- 1) }

  private func next(_ slot: Int) -> Int { (slot &+ 1) & (hashes.count &- 1) }
}
