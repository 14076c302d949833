import HTTPCore
import LinuxIO
import _Concurrency

/// One request and its response, as an async handler sees them.
///
/// **Where it may be used.** On the worker's own thread: in the request's task, and in what runs as a part of it, which prefers
/// the worker's executor too, but not on an actor that has an executor of its own. Its functions are isolated to whoever
/// calls them, so that a call is no switch: an actor with an executor of its own would be a job of the loop for each way in
/// and each way out, which is most of what a small request costs. Whoever may come from elsewhere goes through
/// ``onItsThread(_:)``.
///
/// **Cancellation.** The task is cancelled when the client leaves: when it resets the connection or ends its direction
/// of it while no body is awaited. One that has only ended its direction is still sent what the handler writes. When the
/// worker leaves, requests are completed; a response of unknown length that has begun is cancelled after the leave grace,
/// because a stream of events would never end, and when the supervisor is gone everything is. Cancellation asks and does
/// not force: no call here fails for it.
package struct AsyncExchange: Sendable {
  private let flight: Flight
  private let executor: LoopExecutor
  /// Which connection of this worker it came on, and which request of that connection it is, each from 1.
  package let connectionNumber: UInt64
  package let requestNumber: Int

  init(_ flight: Flight, of connection: Connection, on executor: LoopExecutor) {
    self.flight = flight
    self.executor = executor
    connectionNumber = connection.number
    requestNumber = connection.requestCount
  }

  /// The request's head, and the response as far as it needs no waiting: `begin`, `addField`, `endHead` and content up
  /// to ``pieceSize`` bytes. ``sendSoon()`` has to be called when something was written that is not to wait for what
  /// follows.
  ///
  /// Valid until the next suspension.
  ///
  /// - Throws: ``ExchangeError/outOfOrder`` after the handler has returned, or why the client cannot be reached.
  package var exchange: Exchange {
    get throws(ExchangeError) { try flight.open() }
  }

  /// Calls `body` with this exchange on the worker's thread, wherever the caller is.
  ///
  /// A task that a handler has started apart runs on the runtime's threads, and an actor may have a thread of its own.
  package func onItsThread<Value: Sendable>(
    _ body: @Sendable (AsyncExchange) async throws(ExchangeError) -> Value
  ) async throws(ExchangeError) -> Value {
    try await withTaskExecutorPreference(executor) { () async throws(ExchangeError) in try await body(self) }
  }

  /// Has what was written sent by the end of the loop's turn, together with what is written until then.
  package func sendSoon() { flight.touch() }

  /// Whether the client has left or ended its direction.
  package var isClientLeaving: Bool { flight.isHungUp || flight.failure != nil }

  // MARK: - Body

  /// The next bytes of the request's body, nil at its end.
  ///
  /// The socket is read only while somebody waits here. The first call invites the body of a client that asked with
  /// `Expect: 100-continue` (RFC 9110 10.1.1).
  ///
  /// - Throws: ``ExchangeError/refused(_:)`` for malformed chunks or a body beyond the limit,
  ///   ``ExchangeError/timedOut``, ``ExchangeError/clientGone``, and ``ExchangeError/outOfOrder`` while another task
  ///   waits for the body.
  package nonisolated(nonsending) func nextBody() async throws(ExchangeError) -> [UInt8]? {
    while true {
      var content: [UInt8] = []
      let outcome = try flight.open().takeBody { (bytes: borrowing RawSpan) throws(ExchangeError) in
        // The bytes are copied while the span borrows them.
        content = unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
      }
      if let outcome { return outcome ? content : nil }
      flight.touch()
      try await flight.awaitInput()
    }
  }

  // MARK: - Content

  /// The most bytes that are put into one chunk, or written between two looks at what the client has taken.
  package static var pieceSize: Int { 1 << 16 }

  /// Writes little content for which there is room: an async call costs more than the rest of it.
  ///
  /// - Returns: Whether it was written; else nothing was.
  /// - Throws: As ``write(_:)``.
  package func writeAtOnce(_ bytes: [UInt8]) throws(ExchangeError) -> Bool {
    guard bytes.count <= Self.pieceSize, !flight.isFull else { return false }
    try put(bytes, 0..<bytes.count)
    return true
  }

  /// Writes content; see ``Exchange/write(_:)``. Waits first while more than 64 KiB wait for the client.
  ///
  /// - Throws: ``ExchangeError/clientGone``, ``ExchangeError/timedOut`` when the client takes nothing for the send
  ///   timeout, ``ExchangeError/lengthMismatch``, and ``ExchangeError/outOfOrder`` while another task waits to write.
  package nonisolated(nonsending) func write(_ bytes: [UInt8]) async throws(ExchangeError) {
    var position = 0
    repeat {
      let end = min(position + Self.pieceSize, bytes.count)
      while flight.isFull { try await flight.awaitRoom(for: false) }
      try put(bytes, position..<end)
      position = end
    } while position < bytes.count
  }

  private func put(_ bytes: [UInt8], _ range: Range<Int>) throws(ExchangeError) {
    // An array of bytes has no padding.
    try flight.open().write(unsafe bytes.span.bytes.extracting(range))
    flight.touch()
  }

  /// Sends a part of a file as all of the content that is still missing; see ``Exchange/send(_:)``.
  package nonisolated(nonsending) func send(_ region: FileRegion) async throws(ExchangeError) {
    while flight.isFull { try await flight.awaitRoom(for: false) }
    try flight.open().send(region)
    flight.touch()
  }

  /// Waits until the kernel has taken everything written so far.
  package nonisolated(nonsending) func flush() async throws(ExchangeError) {
    while !flight.isDrained { try await flight.awaitRoom(for: true) }
    _ = try flight.open()
  }

  // MARK: - Life

  /// Has `handler` answer, from its first call to the last look at the body.
  nonisolated(nonsending) func run(_ handler: any AsyncExchangeHandler, for requests: AsyncRequests) async {
    do throws(ExchangeError) {
      if try !requests.respondToOwn(flight.open()) { try await handler.respond(to: self) }
      let exchange = try flight.open()
      if exchange.response == .none, flight.isHungUp { throw .clientGone }
      try exchange.endResponse()
      if !exchange.body.isComplete { try await drainBody(exchange) }
    } catch {
      requests.recover(flight, from: error)
    }
    requests.land(flight)
  }

  /// Reads and throws away what the handler left of the body, if that is little: the client may wait for the response
  /// before it sends the rest. What then is left ends the connection.
  private nonisolated(nonsending) func drainBody(_ exchange: Exchange) async throws(ExchangeError) {
    flight.touch()
    guard !exchange.body.awaitsContinue else { return }
    let limit = exchange.body.count + UInt64(exchange.settings.drainedBodyBytes)
    while exchange.body.count <= limit {
      do throws(ExchangeError) {
        guard try await nextBody() != nil else { return }
      } catch {
        return exchange.persists = false
      }
    }
  }
}
