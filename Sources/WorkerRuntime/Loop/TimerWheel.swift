import LinuxIO

/// When to look at which connection, for timeouts that are moved far more often than they expire.
///
/// A pure value: a ring of slots, each a span of ``tick`` long, with the keys that are to be looked at then. A deadline
/// that moves later costs nothing: its owner compares when it is looked at, and is scheduled again. So a connection
/// that is kept alive touches the wheel once in a timeout, not once a request.
struct TimerWheel: Sendable {
  /// How exact a timeout is.
  static let tick: Int64 = 1 << 28
  private static let slotCount = 512

  private var slots = [[Int32]](repeating: [], count: slotCount)
  private var next: Int64
  private(set) var count = 0

  init(now: MonotonicTime) { next = Self.index(of: now) }

  /// The tick in which `deadline` has passed.
  static func index(of deadline: MonotonicTime) -> Int64 { deadline.nanoseconds / tick + 1 }

  /// The last tick that has come at `now`.
  static func tick(at now: MonotonicTime) -> Int64 { now.nanoseconds / tick }

  /// Has `key` looked at in `index`, or earlier if that is farther away than the wheel is long.
  ///
  /// - Returns: The tick in which it will be looked at.
  mutating func schedule(_ key: Int32, in index: Int64) -> Int64 {
    let due = min(max(index, next), next + Int64(Self.slotCount) - 1)
    slots[Int(due % Int64(Self.slotCount))].append(key)
    count += 1
    return due
  }

  /// Takes out the keys that are due, oldest first, and moves on.
  mutating func expire(at now: MonotonicTime) -> [Int32] {
    var due: [Int32] = []
    let current = Self.tick(at: now)
    // After a long pause one round of the wheel finds everything.
    next = max(next, current - Int64(Self.slotCount) + 1)
    while next <= current {
      let slot = Int(next % Int64(Self.slotCount))
      due += slots[slot]
      slots[slot].removeAll(keepingCapacity: true)
      next += 1
    }
    count -= due.count
    return due
  }

  /// When the next key is due, nil without any.
  var deadline: MonotonicTime? {
    guard count > 0 else { return nil }
    for index in next..<(next + Int64(Self.slotCount))
    where !slots[Int(index % Int64(Self.slotCount))].isEmpty {
      return MonotonicTime(nanoseconds: index * Self.tick)
    }
    return nil
  }
}
