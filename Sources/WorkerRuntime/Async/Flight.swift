import HTTPCore
import LinuxIO
import _Concurrency

/// One request that an async handler has in hand.
///
/// Belongs to the worker's thread, as the ``Exchange`` and the ``Connection`` it holds. ``AsyncExchange`` is how
/// handlers reach it. Accesses are not checked for exclusiveness: see ``AsyncRequests``.
@safe final class Flight: @unchecked Sendable {
  /// Nil once it is answered: whoever keeps a request must not keep its client's socket open.
  @safe @exclusivity(unchecked) private(set) var connection: Connection?
  /// When its head was complete.
  let start: MonotonicTime
  private unowned let requests: AsyncRequests
  /// Where request and response are; nil once it is answered.
  @safe @exclusivity(unchecked) private(set) var exchange: Exchange?
  @safe @exclusivity(unchecked) var task: Task<Void, Never>?
  /// The connection's number in the loop's table.
  @safe @exclusivity(unchecked) var key: Int32?

  // Who waits, and until when.
  @safe @exclusivity(unchecked) private var reader: CheckedContinuation<Void, Never>?
  @safe @exclusivity(unchecked) private var writer: CheckedContinuation<Void, Never>?
  @safe @exclusivity(unchecked) private var writerWantsAll = false
  @safe @exclusivity(unchecked) private var readDeadline = MonotonicTime.distantFuture
  @safe @exclusivity(unchecked) private var sendDeadline = MonotonicTime.distantFuture

  /// Why nothing more can be sent.
  @safe @exclusivity(unchecked) private(set) var failure: ExchangeError?
  /// Why nothing more can be read.
  @safe @exclusivity(unchecked) private var readFailure: ExchangeError?
  /// Whether the client has ended its direction.
  @safe @exclusivity(unchecked) private(set) var isHungUp = false

  // See ``AsyncRequests``. The predecessor is in the list as long as this says so.
  @safe @exclusivity(unchecked) var next: Flight?
  @safe @exclusivity(unchecked) unowned(unsafe) var previous: Flight?
  /// Since when it is at work, or waits for its client.
  @safe @exclusivity(unchecked) var since: MonotonicTime
  @safe @exclusivity(unchecked) var awaitsClient = false
  @safe @exclusivity(unchecked) var isTouched = false

  init(_ exchange: Exchange, _ connection: Connection, _ requests: AsyncRequests) {
    self.exchange = exchange
    self.connection = connection
    self.requests = requests
    start = .exact
    since = start
  }

  /// The exchange as long as it can be answered.
  ///
  /// - Throws: ``ExchangeError/outOfOrder`` once it is, or why the client cannot be reached.
  func open() throws(ExchangeError) -> Exchange {
    guard let exchange else { throw .outOfOrder }
    if let failure { throw failure }
    return exchange
  }

  /// Something waits to be sent by the end of the loop's turn.
  func touch() {
    guard !isTouched else { return }
    isTouched = true
    requests.touched(self)
  }

  /// Whether so much waits for the client that a handler has to.
  var isFull: Bool {
    guard let exchange, failure == nil else { return false }
    return exchange.outbox.bytes.readableCount >= Exchange.highWater || exchange.outbox.hasParts
  }

  /// Whether everything is sent, or nothing more can be.
  var isDrained: Bool { failure != nil || exchange?.outbox.isEmpty ?? true }

  // MARK: - Waiting

  /// Waits until something can be read. May be called by one task at a time.
  nonisolated(nonsending) func awaitInput() async throws(ExchangeError) {
    guard let exchange, reader == nil else { throw .outOfOrder }
    if let readFailure { throw readFailure }
    readDeadline = exchange.settings.bodyDeadline(from: .coarse, count: exchange.body.count)
    await withCheckedContinuation { continuation in
      reader = continuation
      requests.changed(self)
    }
    if let readFailure { throw readFailure }
  }

  /// Waits until little waits for the client, or nothing.
  nonisolated(nonsending) func awaitRoom(for all: Bool) async throws(ExchangeError) {
    guard writer == nil else { throw .outOfOrder }
    touch()
    await withCheckedContinuation { continuation in
      writer = continuation
      writerWantsAll = all
      requests.changed(self)
    }
    if let failure { throw failure }
  }

  private func resumeReader() {
    readDeadline = .distantFuture
    reader.take()?.resume()
  }

  private func resumeWriter() { writer.take()?.resume() }

  // MARK: - What the loop tells

  /// What the epoll set is to watch for; nil for nothing, not even errors.
  var interest: Interest? {
    guard failure == nil else { return nil }
    var interest: Interest = isHungUp ? [] : .peerEnd
    if reader != nil { interest.insert(.readable) }
    if exchange?.outbox.isEmpty == false { interest.insert(.writable) }
    return interest
  }

  /// Whether its client is waited for by everything that goes on.
  var isWaiting: Bool { reader != nil || writer != nil }

  var deadline: MonotonicTime { min(readDeadline, sendDeadline) }

  /// An event has told of its connection.
  ///
  /// - Returns: Whether the epoll set is to be asked for exactly what is wanted, because it told of something else.
  func notify(_ readiness: Readiness) -> Bool {
    if !readiness.isDisjoint(with: [.hangup, .failed]) {
      lose(.clientGone)
      return true
    }
    let isUnwanted = reader == nil && readiness.contains(.readable)
    if reader != nil, !readiness.isDisjoint(with: [.readable, .peerEnd]) {
      resumeReader()
    } else if readiness.contains(.peerEnd) {
      isHungUp = true
      task?.cancel()
    }
    if readiness.contains(.writable) { push() }
    return isUnwanted || isHungUp
  }

  /// Sends what waits, as far as the client takes it now.
  func push() {
    guard let exchange, let connection, failure == nil else { return }
    let outbox = exchange.outbox
    guard !outbox.isEmpty else { return resumeWriterIfRoom() }
    exchange.responseMark = nil
    let before = outbox.sentCount
    do throws(ExchangeError) {
      _ = try outbox.flush(to: connection.socket, exchange.score, atMost: requests.share)
    } catch {
      return lose(error)
    }
    exchange.requestLog?.sent(outbox)
    if outbox.isEmpty {
      sendDeadline = .distantFuture
    } else if outbox.sentCount != before || sendDeadline == .distantFuture {
      connection.hasLongResponse = true
      sendDeadline = .coarse.advanced(by: exchange.settings.timeouts.send)
    }
    // What a client is given counts as work done: a stream of events may last.
    if outbox.sentCount != before { requests.madeProgress(self) }
    resumeWriterIfRoom()
  }

  private func resumeWriterIfRoom() {
    if writerWantsAll ? isDrained : !isFull { resumeWriter() }
  }

  /// The time of ``deadline`` is up.
  func expire(at now: MonotonicTime) {
    if sendDeadline <= now { return lose(.timedOut) }
    guard readDeadline <= now else { return }
    readFailure = .timedOut
    resumeReader()
  }

  /// Nothing more reaches the client.
  func lose(_ error: ExchangeError) {
    guard failure == nil else { return }
    failure = error
    if readFailure == nil { readFailure = error }
    sendDeadline = .distantFuture
    task?.cancel()
    resumeReader()
    resumeWriter()
  }

  /// Its response is complete, or given up. Tasks that still wait to read or write are told that it is too late.
  func end() {
    task = nil
    exchange = nil
    connection = nil
    resumeReader()
    resumeWriter()
  }
}
