import HTTPCore
import LinuxIO
import Logging

/// A worker's side of the access log: it follows each request from its first byte to the last byte of its response, and
/// keeps the lines until they are worth a write(2).
///
/// A line is begun when the response is complete, for then the request's bytes are given up, and finished when the
/// kernel has taken the response. In between it waits in the ``Outbox``, with the response.
final class RequestLog {
  private let settings: AccessLogSettings
  private let flushInterval: Interval
  private let writer: LineWriter
  private let logger: Logger
  private let pid: UInt64
  private var clock = LogClock()
  private var wallClockOffset: Int64 = 0
  private var offsetIsValidUntil = MonotonicTime(nanoseconds: .min)
  private var line = ByteBuffer(maximumCapacity: 2 * LogTemplate.longestLine)
  /// Until when the lines that wait must be written; nil while none waits.
  private var due: MonotonicTime?
  private var episode = LossEpisode()

  init(_ settings: AccessLogSettings, logger: Logger) {
    self.settings = settings
    flushInterval = Interval(settings.flushInterval)
    self.logger = logger
    pid = UInt64(clamping: Fork.pid)
    // A reader that stalls for less than it takes to fill the second half loses nothing.
    let capacity = max(2 * settings.bufferSize, 1 << 16) + LogTemplate.longestLine
    writer = LineWriter(to: settings.file, capacity: capacity, tellsLosses: false)
  }

  // MARK: - What the engine tells

  /// `count` bytes have come, which are now the last ones of `input`.
  func received(_ count: Int, on connection: Connection, input: borrowing ByteBuffer) {
    let now = MonotonicTime.exact
    if connection.timing.began == nil {
      // What stands before them came with the last read.
      connection.timing.began = input.readableCount == count ? now : connection.timing.lastRead
    }
    connection.timing.lastRead = now
  }

  /// The response of `exchange` is written; its request's bytes are still there.
  func answered(_ exchange: Exchange, on connection: Connection) {
    let outbox = exchange.outbox
    let before = outbox.lines.readableCount
    begin(exchange.workspace, connection, &outbox.lines)
    outbox.responses.append(
      UnsentResponse(
        began: connection.timing.began ?? connection.timing.lastRead, start: exchange.responseStart,
        content: exchange.contentStart, end: outbox.position, status: UInt16(clamping: exchange.status),
        isWhole: exchange.response == .complete, lineCount: outbox.lines.readableCount - before))
    connection.timing.began = nil
    // The next request may have come together with the rest of a body, read elsewhere.
    if exchange.body.count > 0 { connection.timing.lastRead = .exact }
  }

  /// The kernel may have taken something of `outbox`, or nothing more will be sent of what is left.
  func sent(_ outbox: Outbox) {
    guard !outbox.responses.isEmpty else { return }
    let now = MonotonicTime.exact
    var count = 0
    for response in outbox.responses {
      guard outbox.isEmpty || response.end <= outbox.sentCount else { break }
      finish(response, outbox, now)
      count += 1
    }
    if count == outbox.responses.count {
      outbox.responses.removeAll(keepingCapacity: true)
      outbox.lines.reset()
    } else {
      outbox.responses.removeFirst(count)
    }
  }

  /// `connection` closes: whatever has not been sent never will be.
  func closed(_ connection: Connection, _ exchange: Exchange) {
    if let outbox = connection.outbox {
      outbox.discard()
      sent(outbox)
    }
    sent(exchange.outbox)
    guard let workspace = connection.workspace, workspace.parser.hasStarted else { return }
    let outbox = exchange.outbox
    begin(workspace, connection, &outbox.lines)
    let place = outbox.position
    let cut = UnsentResponse(
      began: connection.timing.began ?? connection.timing.lastRead, start: place, content: place, end: place,
      status: Self.clientClosedRequest, isWhole: false, lineCount: outbox.lines.readableCount)
    outbox.responses.append(cut)
    sent(outbox)
  }

  // MARK: - Lines

  /// nginx's status for a client that went before its response did.
  static let clientClosedRequest: UInt16 = 499

  private func begin(_ workspace: Workspace, _ connection: Connection, _ lines: inout ByteBuffer) {
    connection.timing.requestCount += 1
    let facts = LogFacts(
      client: connection.clientAddress, pid: pid, connection: connection.number,
      request: connection.timing.requestCount)
    Self.begin(settings.template, workspace.parser.head, workspace.input, facts, &lines)
  }

  private static func begin(
    _ template: LogTemplate, _ head: borrowing RequestHead, _ input: borrowing ByteBuffer, _ facts: LogFacts,
    _ lines: inout ByteBuffer
  ) {
    // Cannot fail: the buffer has no limit.
    try? template.begin(head, input.readable, facts, into: &lines)
  }

  private func finish(_ response: UnsentResponse, _ outbox: Outbox, _ now: MonotonicTime) {
    let sent = min(outbox.sentCount, response.end)
    let isComplete = response.isWhole && sent == response.end
    let hasBegun = sent > response.start
    let nanoseconds = max(0, now.nanoseconds &- response.began.nanoseconds)
    let outcome = LogOutcome(
      status: isComplete || hasBegun ? response.status : Self.clientClosedRequest,
      bytes: sent - min(sent, response.start), bodyBytes: sent - min(sent, response.content),
      isComplete: isComplete,
      microseconds: UInt64(nanoseconds) / 1000)
    setClock(now)
    line.reset()
    Self.finish(settings.template, outbox.lines, response.lineCount, outcome, clock, &line)
    outbox.lines.consume(response.lineCount)
    let waiting = Self.append(line, to: writer)
    if waiting >= settings.bufferSize {
      flush()
    } else if due == nil {
      due = now.advanced(by: flushInterval)
    }
  }

  private static func finish(
    _ template: LogTemplate, _ lines: borrowing ByteBuffer, _ count: Int, _ outcome: LogOutcome,
    _ clock: borrowing LogClock, _ line: inout ByteBuffer
  ) {
    // Cannot fail: the template keeps a line within half of what the buffer may hold.
    try? template.finish(lines.readable.extracting(..<count), outcome, at: clock, into: &line)
  }

  private static func append(_ line: borrowing ByteBuffer, to writer: LineWriter) -> Int {
    writer.append(line.readable)
  }

  private func setClock(_ now: MonotonicTime) {
    if now > offsetIsValidUntil {
      // The wall clock may be set; a second later everybody has noticed.
      wallClockOffset = MonotonicTime.wallClockOffset
      offsetIsValidUntil = now.advanced(by: .seconds(1))
    }
    clock.set(nanoseconds: now.nanoseconds &+ wallClockOffset)
  }

  // MARK: - Writing

  /// Writes what waits, and tells once if lines are lost.
  func flush() {
    let status = writer.flush()
    due = status.pendingBytes == 0 ? nil : MonotonicTime.coarse.advanced(by: flushInterval)
    let isClear = status.pendingBytes == 0 && status.failure == nil
    switch episode.note(lost: status.lostLines, isClear: isClear) {
    case nil: break
    case .began:
      let reason = status.failure.map { "\($0)" } ?? "its reader does not keep up"
      logger.error("lines of the access log are lost", metadata: ["reason": "\(reason)"])
    case .ended(let lost):
      logger.notice("the access log is written again", metadata: ["lost": .stringConvertible(lost)])
    }
  }

  /// To be asked ahead of a wait: writes what is due, and everything ahead of a wait without limit.
  ///
  /// - Returns: How long the wait may last, at most `timeout`.
  func readyToWait(_ timeout: PollTimeout) -> PollTimeout {
    guard let due else { return timeout }
    let now = MonotonicTime.coarse
    if timeout == .never || due <= now { flush() }
    guard let later = self.due else { return timeout }
    return timeout.shortened(to: .after(now.interval(to: later)))
  }

  /// Goes on in a new file after the old one was renamed. What waits goes to the old one, so that no line is lost.
  func reopen() {
    flush()
    settings.file.reopen(toldTo: logger)
  }
}
