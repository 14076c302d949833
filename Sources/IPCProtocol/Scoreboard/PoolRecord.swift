/// The pool as a whole, as its supervisor describes it to the admin process and to `status`.
package struct PoolRecord: Equatable, Sendable {
  package enum Phase: UInt8, Sendable, CaseIterable {
    case starting, running, reloading, stopping
    /// All workers were told to leave, and a reload brings others.
    case dormant
  }

  package var phase = Phase.starting
  /// Whether workers die so young that forking more is held back.
  package var isDegraded = false
  /// Whether every worker is busy, clients wait and no more may be forked.
  package var isAtMaximum = false
  package var supervisorPID: Int32 = 0
  package var generation: UInt32 = 1
  /// In nanoseconds of CLOCK_MONOTONIC, when the server started and when this was written.
  package var startedAt: UInt64 = 0
  package var writtenAt: UInt64 = 0
  // Workers by state.
  package var starting = 0
  package var idle = 0
  package var busy = 0
  package var retiring = 0
  /// Connections that wait to be accepted, as last looked at.
  package var backlog = 0
  // The limits in force.
  package var minSpareWorkers = 0
  package var maxSpareWorkers = 0
  package var maxWorkers = 0
  package var connectionsPerWorker = 0
  // Totals since the start.
  package var spawned = 0
  package var failedSpawns = 0
  package var reloads = 0
  package var episodesAtMaximum = 0
  /// How long the pool was at its maximum while clients waited, in nanoseconds.
  package var timeAtMaximum: UInt64 = 0
  /// Workers that have ended, by ``WorkerEnding``'s raw value.
  package var ended = InlineArray<32, UInt64>(repeating: 0)
  /// What workers served that have ended since.
  package var servedByTheDeparted = TrafficCounts()

  package init() {}

  package func ended(_ ending: WorkerEnding) -> UInt64 { ended[Int(ending.rawValue)] }

  package static func == (left: PoolRecord, right: PoolRecord) -> Bool {
    left.numbers == right.numbers && left.servedByTheDeparted == right.servedByTheDeparted
      && (0..<32).allSatisfy { left.ended[$0] == right.ended[$0] }
  }
}

extension PoolRecord {
  /// All but the totals by ending and of traffic, in the order in which they lie on the scoreboard.
  private var numbers: [UInt64] {
    let flags = (isDegraded ? 1 : 0) | (isAtMaximum ? 2 : 0)
    let counts = [
      starting, idle, busy, retiring, backlog, minSpareWorkers, maxSpareWorkers, maxWorkers,
      connectionsPerWorker, spawned, failedSpawns, reloads, episodesAtMaximum,
    ]
    return [
      UInt64(phase.rawValue), UInt64(flags), UInt64(truncatingIfNeeded: supervisorPID), UInt64(generation),
      startedAt, writtenAt, timeAtMaximum,
    ] + counts.map { UInt64(clamping: $0) }
  }

  private static let numberCount = 20
  private static let endedOffset = 1 + numberCount
  private static let trafficOffset = endedOffset + 32

  func write(to words: SharedWords, at first: Int) {
    words.beginWrite(under: first)
    for (index, number) in numbers.enumerated() { words[first + 1 + index] = number }
    for index in 0..<32 { words[first + Self.endedOffset + index] = ended[index] }
    servedByTheDeparted.write(to: words, at: first + Self.trafficOffset)
    words.endWrite(under: first)
  }

  /// Writes the totals of traffic alone.
  static func write(servedByTheDeparted counts: TrafficCounts, to words: SharedWords, at first: Int) {
    words.beginWrite(under: first)
    counts.write(to: words, at: first + trafficOffset)
    words.endWrite(under: first)
  }

  init?(reading words: SharedWords, at first: Int) {
    let record = words.read(under: first) { words in
      PoolRecord(unchecked: words, at: first)
    }
    guard let record else { return nil }
    self = record
  }

  private init(unchecked words: SharedWords, at first: Int) {
    func number(_ index: Int) -> UInt64 { words[first + 1 + index] }
    func count(_ index: Int) -> Int { Int(clamping: number(index)) }
    phase = Phase(rawValue: UInt8(truncatingIfNeeded: number(0))) ?? .starting
    isDegraded = number(1) & 1 != 0
    isAtMaximum = number(1) & 2 != 0
    supervisorPID = Int32(truncatingIfNeeded: number(2))
    generation = UInt32(truncatingIfNeeded: number(3))
    startedAt = number(4)
    writtenAt = number(5)
    timeAtMaximum = number(6)
    starting = count(7)
    idle = count(8)
    busy = count(9)
    retiring = count(10)
    backlog = count(11)
    minSpareWorkers = count(12)
    maxSpareWorkers = count(13)
    maxWorkers = count(14)
    connectionsPerWorker = count(15)
    spawned = count(16)
    failedSpawns = count(17)
    reloads = count(18)
    episodesAtMaximum = count(19)
    for index in 0..<32 { ended[index] = words[first + Self.endedOffset + index] }
    servedByTheDeparted = TrafficCounts(reading: words, at: first + Self.trafficOffset)
  }
}
