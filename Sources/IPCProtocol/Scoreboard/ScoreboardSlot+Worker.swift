import LinuxIO

/// What the slot's worker writes. Nobody else does, so no locked instruction is needed.
extension ScoreboardSlot {
  /// Counts one connection more.
  package func countConnection() { words.add(1, at: Word.counts + TrafficCounts.Word.connections) }

  /// Says what the worker does from `time` on, in nanoseconds of CLOCK_MONOTONIC.
  @inline(__always) package func become(_ activity: WorkerActivity, at time: UInt64) {
    words[Word.activeSince] = time
    words[Word.activity] = UInt64(activity.rawValue)
  }

  /// Says how many connections the worker holds.
  package func holds(connections: Int) { words[Word.openConnections] = UInt64(clamping: connections) }

  /// Takes note of the request in hand.
  ///
  /// - Parameters:
  ///   - text: Its method and target, which is cut if it is too long.
  ///   - peer: Its client, as far as it is known without asking.
  ///   - connection: Which connection of this worker it came on.
  ///   - number: Which request of that connection it is.
  ///   - time: When its head was complete, in nanoseconds of CLOCK_MONOTONIC.
  @inline(__always) package func begin(
    request text: borrowing RawSpan, peer: PeerRecord?, connection: UInt64, number: Int, at time: UInt64
  ) {
    words.beginWrite(under: Word.requestSequence)
    words[Word.requestStart] = time
    words[Word.requestShape] = UInt64(text.byteCount) &+ 1
    words[Word.requestConnection] = connection
    words[Word.requestNumber] = UInt64(clamping: number)
    if let peer { peer.write(to: words, at: Word.requestPeer) } else { words[Word.requestPeer] = 0 }
    words.store(text, in: Word.requestText)
    words.endWrite(under: Word.requestSequence)
    become(.handling, at: time)
  }

  /// Counts the request in hand, which is answered.
  ///
  /// - Parameters:
  ///   - status: The status it was answered with, 100 to 599.
  ///   - time: When it was done, in nanoseconds of CLOCK_MONOTONIC.
  @inline(__always) package func endRequest(status: Int, at time: UInt64) {
    countRequest(status: status, from: words[Word.requestStart], at: time)
    forgetRequest(at: time)
  }

  /// Counts a request that began at `start` and is answered at `time`, whichever is in hand.
  @inline(__always) package func countRequest(status: Int, from start: UInt64, at time: UInt64) {
    let duration = time &- min(time, start)
    words.add(duration, at: Word.counts + TrafficCounts.Word.durationSum)
    words.add(1, at: Word.counts + TrafficCounts.Word.durations + TrafficCounts.bucket(of: duration))
    countRefusal(status: status)
  }

  /// Counts an answer to something that never became a request in hand.
  @inline(__always) package func countRefusal(status: Int) {
    words.add(1, at: Word.counts + TrafficCounts.Word.requests)
    let statusClass = min(max(status / 100, 1), 5) &- 1
    words.add(1, at: Word.counts + TrafficCounts.Word.statusClasses + statusClass)
  }

  /// Counts bytes of responses that were given to the kernel.
  @inline(__always) package func countSent(bytes: Int) {
    words.add(UInt64(clamping: bytes), at: Word.counts + TrafficCounts.Word.bytesSent)
  }

  /// Takes the request in hand back: it came to nothing, or it is counted.
  @inline(__always) package func forgetRequest(at time: UInt64) {
    words[Word.requestShape] = 0
    become(.waiting, at: time)
  }

  /// Says whose request is in hand, when that was not known before.
  package func note(peer: PeerRecord) { peer.write(to: words, at: Word.requestPeer) }

  /// Answers the supervisor's latest ``ScoreboardSlot/ping(_:)``.
  package func answerPing() { words[Word.pong] = words[Word.ping] }

  /// Whether the supervisor has given up on the request in hand, because it took too long.
  package var isTimeUp: Bool { words[Word.timeIsUp] != 0 }

  /// Counts a request that is answered by the crash of its handler: the one in hand, or one that began at `start`. Only plain
  /// stores, for a signal handler calls it.
  ///
  /// - Parameters:
  ///   - status: What its client was told.
  ///   - start: When it began, in nanoseconds of CLOCK_MONOTONIC; nil for the one in hand.
  ///   - time: When it was answered.
  package func countCrashed(status: Int, from start: UInt64?, at time: UInt64) {
    countRequest(status: status, from: start ?? words[Word.requestStart], at: time)
    words.add(1, at: Word.crashAnswered)
  }

  /// Writes the last words of a worker that crashes. Only plain stores, for a signal handler calls it.
  package func write(_ crash: CrashRecord) {
    words.beginWrite(under: Word.crashSequence)
    words[Word.crashImage] = crash.instruction.image
    words[Word.crashInstruction] = crash.instruction.offset
    words[Word.crashAddress] = crash.address
    words[Word.crashSender] = UInt64(truncatingIfNeeded: crash.sender)
    words[Word.crashTime] = crash.time
    words[Word.crashAnswer] = UInt64(crash.answer.rawValue)
    words[Word.crashHandedOver] = UInt64(clamping: crash.connectionsHandedOver)
    words[Word.crashLost] = UInt64(clamping: crash.connectionsLost)
    words[Word.crashSignal] = UInt64(truncatingIfNeeded: crash.signal)
    words.endWrite(under: Word.crashSequence)
  }
}
