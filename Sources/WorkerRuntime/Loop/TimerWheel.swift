import LinuxIO

/// When to look at which connection, for timeouts that are moved far more often than they expire.
///
/// A pure value: a ring of slots, each a span of ``tick`` long, with the keys that are to be looked at then. A deadline
/// that moves later costs nothing: its owner compares when it is looked at, and is scheduled again. So a connection
/// that is kept alive touches the wheel once in a timeout, not once a request.
struct TimerWheel: Sendable {
  /// How exact a timeout is.
  static let tick: Int64 = 1 << tickBits
  private static let tickBits: Int64 = 28
  private static let slotCount = 512

  private var slots = [[Int32]](repeating: [], count: slotCount)
  private var next: Int64
  private(set) var count = 0
  /// The tick of the first slot that is not empty, `.max` when all are. A loop asks for it each time it waits; to look for
  /// it among the slots then costs more than all else that a request has to do with timers.
  private var earliest = Int64.max

  init(now: MonotonicTime) { next = Self.index(of: now) }

  /// The tick in which `deadline` has passed.
  static func index(of deadline: MonotonicTime) -> Int64 { deadline.nanoseconds >> tickBits &+ 1 }

  /// The last tick that has come at `now`.
  static func tick(at now: MonotonicTime) -> Int64 { now.nanoseconds >> tickBits }

  /// Has `key` looked at in `index`, or earlier if that is farther away than the wheel is long.
  ///
  /// - Returns: The tick in which it will be looked at.
  mutating func schedule(_ key: Int32, in index: Int64) -> Int64 {
    let due = min(max(index, next), next + Int64(Self.slotCount) - 1)
    slots[Int(due % Int64(Self.slotCount))].append(key)
    count += 1
    earliest = min(earliest, due)
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
    if earliest < next { earliest = firstTaken() }
    return due
  }

  private func firstTaken() -> Int64 {
    guard count > 0 else { return .max }
    let isTaken = { (index: Int64) in !slots[Int(index % Int64(Self.slotCount))].isEmpty }
    return (next..<(next + Int64(Self.slotCount))).first(where: isTaken) ?? .max
  }

  /// When the next key is due, nil without any.
  var deadline: MonotonicTime? {
    earliest == .max ? nil : MonotonicTime(nanoseconds: earliest * Self.tick)
  }
}
