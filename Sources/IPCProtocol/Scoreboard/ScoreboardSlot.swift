import LinuxIO

/// One worker's part of the ``Scoreboard``.
///
/// Each word has one writer: the supervisor those about the worker's life, the worker all others. Anybody reads at any
/// time, without a lock. What belongs together is written under a sequence number, so that it is never read torn.
@safe package struct ScoreboardSlot: Sendable {
  /// Whole cache lines, so that neighbours never contend for one, not even through the adjacent-line prefetcher.
  static let stride = 1024

  /// Where everything lies, in words of eight bytes. What different processes write is on different cache lines.
  enum Word {
    // The supervisor's.
    static let pid = 0
    static let worker = 1
    static let generation = 2
    static let forkedAt = 3
    static let privateMemory = 4
    static let timeIsUp = 5
    static let ping = 6
    // The worker's.
    static let activity = 16
    static let activeSince = 17
    static let pong = 18
    static let openConnections = 20
    static let counts = 24
    static let requestSequence = 64
    static let requestStart = 65
    static let requestShape = 66
    static let requestConnection = 67
    static let requestNumber = 68
    static let requestPeer = 69
    static let requestText = 72..<104
    static let crashSequence = 112
    static let crashSignal = 113
    static let crashInstruction = 114
    static let crashAddress = 115
    static let crashTime = 116
    static let crashAnswer = 117
    static let crashHandedOver = 118
    static let crashLost = 119
    static let crashSender = 120
    static let crashImage = 121
    static let crashAnswered = 122
    static let count = 128
  }

  private let board: Scoreboard
  let words: SharedWords

  /// - Parameters:
  ///   - address: `stride` bytes inside `board`'s memory, which stays mapped while `board` lives.
  ///   - board: Kept alive by this slot.
  @unsafe init(at address: UnsafeMutableRawPointer, of board: Scoreboard) {
    self.board = board
    words = unsafe SharedWords(at: address, count: Word.count)
  }

  /// See ``Scoreboard/isUnderPressure``.
  package var isUnderPressure: Bool { board.isUnderPressure }

  /// How many connections the worker has accepted.
  package var connectionsAccepted: UInt64 { words[Word.counts + TrafficCounts.Word.connections] }

  /// How many requests its handlers have answered: without those that its crash was the answer to.
  package var requestsServed: UInt64 { requestsAnswered &- min(requestsAnswered, words[Word.crashAnswered]) }

  /// How many requests it has answered.
  package var requestsAnswered: UInt64 { words[Word.counts + TrafficCounts.Word.requests] }

  /// All that it has served.
  package var counts: TrafficCounts { TrafficCounts(reading: words, at: Word.counts) }

  /// What it is doing.
  package var activity: WorkerActivity {
    WorkerActivity(rawValue: UInt8(truncatingIfNeeded: words[Word.activity])) ?? .starting
  }

  /// Since when it is doing that, in nanoseconds of CLOCK_MONOTONIC.
  package var activeSince: UInt64 { words[Word.activeSince] }

  /// Since when it has been at work on the request in hand without waiting for its client, in nanoseconds of
  /// CLOCK_MONOTONIC; nil while it is doing anything else.
  package var handlingSince: UInt64? { activity == .handling ? words[Word.activeSince] : nil }

  /// Connections it holds, including those that are idle.
  package var openConnections: UInt64 { words[Word.openConnections] }

  /// The pid that the supervisor forked it with, 0 before.
  package var pid: Int32 { Int32(truncatingIfNeeded: words[Word.pid]) }

  /// Which worker it is; numbers only grow.
  package var worker: UInt32 { UInt32(truncatingIfNeeded: words[Word.worker]) }

  /// Which generation it belongs to, from 1; a reload begins the next.
  package var generation: UInt32 { UInt32(truncatingIfNeeded: words[Word.generation]) }

  /// When it was forked, or the others of its batch were, in nanoseconds of CLOCK_MONOTONIC.
  package var forkedAt: UInt64 { words[Word.forkedAt] }

  /// Memory it shares with nobody, in bytes, as the supervisor last measured; 0 before.
  package var privateMemory: UInt64 { words[Word.privateMemory] }

  /// The request in hand, nil without one.
  package var request: RequestRecord? {
    words.read(under: Word.requestSequence, RequestRecord.init(reading:)) ?? nil
  }

  /// What its crash handler wrote, nil if it did not crash.
  package var crash: CrashRecord? {
    words.read(under: Word.crashSequence, CrashRecord.init(reading:)) ?? nil
  }

  /// Clears what an earlier worker left; called by the supervisor before it forks the next.
  package func reset() { words.clear(0..<Word.count) }
}

extension RequestRecord {
  fileprivate init?(reading words: SharedWords) {
    typealias Word = ScoreboardSlot.Word
    let shape = words[Word.requestShape]
    guard shape != 0 else { return nil }
    startedAt = words[Word.requestStart]
    let length = Int(clamping: shape &- 1)
    text = words.load(length, from: Word.requestText)
    isCut = length > text.count
    peer = PeerRecord(reading: words, at: Word.requestPeer)
    connectionNumber = words[Word.requestConnection]
    requestNumber = words[Word.requestNumber]
  }
}

extension CrashRecord {
  fileprivate init?(reading words: SharedWords) {
    typealias Word = ScoreboardSlot.Word
    guard words[Word.crashSignal] != 0 else { return nil }
    self.init(
      signal: Int32(truncatingIfNeeded: words[Word.crashSignal]),
      instruction: ProgramAddress.Place(image: words[Word.crashImage], offset: words[Word.crashInstruction]),
      address: words[Word.crashAddress], sender: Int32(truncatingIfNeeded: words[Word.crashSender]),
      time: words[Word.crashTime],
      answer: Answer(rawValue: UInt8(truncatingIfNeeded: words[Word.crashAnswer])) ?? .noRequest,
      connectionsHandedOver: Int(clamping: words[Word.crashHandedOver]),
      connectionsLost: Int(clamping: words[Word.crashLost]))
  }
}
