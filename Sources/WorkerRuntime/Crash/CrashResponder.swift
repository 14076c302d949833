import HTTPCore
import IPCProtocol
import LinuxIO

/// What a worker does in the moment in which it crashes: answer the request in hand, hand its other connections over,
/// and leave word of what happened.
///
/// It runs in a signal handler, in the middle of anything: nothing here allocates, frees or takes a lock, and what was
/// being changed when the signal came is not touched. Should it fail all the same, the signal's effect is already back
/// to its default and ends the worker at once.
final class CrashResponder {
  private let engine: HTTPEngine
  private let slot: ScoreboardSlot
  private let handoverSender: HandoverSender?
  private let settings: CrashSettings
  /// What handled crash signals before, where that is to run as well.
  private let handlersBefore: CrashSignals.SavedHandlers?
  private let lastAnswer = CrashAnswer()
  private let safePoint: SafePoint
  /// Who sent the signal that was put off.
  private var sender: Int32?
  /// The connections besides the one in hand.
  private unowned(unsafe) let holder: (any ConnectionHolder)?

  init(
    engine: HTTPEngine, slot: ScoreboardSlot, queue: HandoverQueue?, settings: CrashSettings,
    safePoint: SafePoint, holder: (any ConnectionHolder)?
  ) {
    self.engine = engine
    self.slot = slot
    self.settings = settings
    self.safePoint = safePoint
    unsafe self.holder = holder
    handoverSender = queue.map { HandoverSender($0) }
    handlersBefore = settings.keepsBacktrace ? CrashSignals.saveHandlers() : nil
  }

  /// Waits for a crash.
  ///
  /// - Throws: ENOMEM without memory for the handler's stack.
  func install() throws(SystemCallError) {
    try CrashSignals.handle { self.respond(to: $0) }
  }

  private func respond(to cause: CrashSignals.Cause) -> CrashSignals.Outcome {
    if mayWait(cause) {
      sender = cause.sender
      safePoint.postpone(cause.signal)
      return .postponed
    }
    let outcome = settleRequests()
    if let handoverSender { handOverOthers(handoverSender) }
    slot.write(
      CrashRecord(
        signal: cause.signal.rawValue, instruction: ProgramAddress.place(of: cause.instruction),
        // Of a trap it is that of the instruction.
        address: cause.address == cause.instruction ? 0 : cause.address,
        sender: cause.isFault ? 0 : sender ?? cause.sender ?? 0, time: MonotonicTime.exact.unsigned,
        answer: outcome,
        connectionsHandedOver: handoverSender?.handedOver ?? 0, connectionsLost: handoverSender?.lost ?? 0))
    return CrashSignals.finish(cause, by: handlersBefore)
  }

  /// Whether the worker can go on until it waits again: another process sent the signal, and what it came upon is the
  /// worker's own work, such as a connection between accept(2) and the table or between send(2) and the note of how much
  /// was sent. Nobody could go on with that. A second signal is not put off, nor is one that finds a handler at work, nor one
  /// of the supervisor's: time is up, and there may be no next wait.
  private func mayWait(_ cause: CrashSignals.Cause) -> Bool {
    guard cause.isOfOthers, cause.sender != Fork.parent, !safePoint.isOpen, !safePoint.isAwaited else {
      return false
    }
    guard let requests = engine.requests else { return !engine.exchange.isInHand }
    return requests.count == 0
  }

  // MARK: - The request in hand

  /// Settles what is in hand.
  ///
  /// - Returns: What became of the request that the scoreboard shows: the oldest, where an async handler has several.
  private func settleRequests() -> CrashRecord.Answer {
    guard let requests = engine.requests else {
      notePeer(of: engine.exchange)
      return settle(engine.exchange, since: nil)
    }
    var outcome: CrashRecord.Answer?
    requests.forEach { flight in
      guard let exchange = flight.exchange else { return }
      if outcome == nil { notePeer(of: exchange) }
      let answer = settle(exchange, since: flight.start)
      outcome = outcome ?? answer
    }
    return outcome ?? .noRequest
  }

  /// Puts the client's address beside the request that the scoreboard shows.
  private func notePeer(of exchange: Exchange) {
    guard exchange.isInHand, let connection = exchange.connection, connection.knownClientAddress == nil,
      let peer = connection.clientAddress
    else { return }
    slot.note(peer: PeerRecord(peer))
  }

  /// Settles one request, and counts it if it is answered.
  private func settle(_ exchange: Exchange, since start: MonotonicTime?) -> CrashRecord.Answer {
    let answer = answer(exchange)
    let status: Int? =
      switch answer {
      case .answered: slot.isTimeUp ? 503 : 500
      case .complete: exchange.status
      default: nil
      }
    if let status {
      slot.countCrashed(status: status, from: start?.unsigned, at: MonotonicTime.exact.unsigned)
    }
    return answer
  }

  private func answer(_ exchange: Exchange) -> CrashRecord.Answer {
    guard exchange.isInHand, let connection = exchange.connection else { return .noRequest }
    if exchange.hasAnsweredInFull, !connection.isEnding {
      LastWords.finish(connection.socket.number, expectsMore: !exchange.body.isComplete)
      return .complete
    }
    guard exchange.response == .none || exchange.responseMark != nil else { return .cut }
    if mayRetry(exchange, connection), retry(exchange, connection) { return .retried }
    let isTold = tell(exchange, connection)
    LastWords.finish(connection.socket.number, expectsMore: !exchange.body.isComplete)
    return isTold ? .answered : .unreachable
  }

  /// Only what can be repeated without harm (RFC 9110 section 9.2.1), once, and without a body, which has been read.
  private func mayRetry(_ exchange: Exchange, _ connection: Connection) -> Bool {
    guard settings.retriesRequests, !connection.isRetried, !slot.isTimeUp else { return false }
    let summary = exchange.crashSummary
    return summary.isSafe && !summary.hasBody
  }

  private func retry(_ exchange: Exchange, _ connection: Connection) -> Bool {
    guard let handoverSender else { return false }
    return handoverSender.retry(
      connection, input: exchange.workspace.input, output: exchange.outbox.bytes,
      outputCount: exchange.earlierOutputCount)
  }

  /// Sends the answers to earlier requests that still wait, then 500, or 503 when the supervisor had lost patience.
  private func tell(_ exchange: Exchange, _ connection: Connection) -> Bool {
    exchange.date.refresh()
    let number = connection.socket.number
    guard Self.send(exchange.outbox.bytes, exchange.earlierOutputCount, to: number) else { return false }
    return lastAnswer.send(
      isTimeUp: slot.isTimeUp, date: exchange.date.text, omitsContent: exchange.omitsContent, to: number)
  }

  private static func send(_ buffer: borrowing ByteBuffer, _ count: Int, to socket: Int32) -> Bool {
    unsafe buffer.readable.extracting(..<count).withUnsafeBytes { unsafe LastWords.send($0, to: socket) }
  }

  // MARK: - The others

  private func handOverOthers(_ sender: HandoverSender) {
    let inHand = engine.exchange.connection
    unsafe holder?.forEachConnection { connection in
      if connection !== inHand, connection.flight == nil { sender.add(connection) }
    }
    sender.flush()
  }
}

/// What holds a worker's connections.
protocol ConnectionHolder: AnyObject {
  /// Calls `body` with each. Runs in a signal handler: it must not allocate.
  func forEachConnection(_ body: (Connection) -> Void)
}

extension Exchange {
  /// What decides whether a request may be given to another worker.
  fileprivate var crashSummary: (isSafe: Bool, hasBody: Bool) {
    let method = workspace.parser.head.method
    let isSafe = method == .get || method == .head || method == .options
    return (isSafe, workspace.parser.head.hasContent)
  }

  /// Whether all of the response has left, so that nothing is missing but the rest of a body that nobody wants.
  fileprivate var hasAnsweredInFull: Bool {
    response == .complete && responseMark == nil && outbox.isEmpty
  }

  /// Bytes ahead of the present response that wait to be sent.
  fileprivate var earlierOutputCount: Int {
    let waiting = outbox.bytes.readableCount
    guard response != .none, let responseMark else { return waiting }
    return min(responseMark, waiting)
  }
}
