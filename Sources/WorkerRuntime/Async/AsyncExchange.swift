import HTTPCore
import LinuxIO
package import _Concurrency

/// One request and its response, as an async handler sees them.
///
/// An actor on the worker's own thread. ``exchange`` is the request's head and everything about the response that needs
/// no waiting; what may have to wait for the client is async and here.
///
/// **Cancellation.** The task is cancelled when the client leaves: when it resets the connection or ends its direction
/// of it while no body is awaited. One that has only ended its direction is still sent what the handler writes. When the
/// worker leaves, requests are completed; a response of unknown length that has begun is cancelled after the leave grace,
/// because a stream of events would never end, and when the supervisor is gone everything is. Cancellation asks and does
/// not force: no call here fails for it.
package actor AsyncExchange {
  private let flight: Flight
  private let executor: LoopExecutor.Serial
  /// Which connection of this worker it came on, and which request of that connection it is, each from 1.
  nonisolated package let connectionNumber: UInt64
  nonisolated package let requestNumber: Int

  // The actor keeps its executor.
  nonisolated package var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  init(_ flight: Flight, on executor: LoopExecutor) {
    self.flight = flight
    self.executor = executor.serial
    connectionNumber = flight.connection.number
    requestNumber = flight.connection.requestCount
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
  package func nextBody() async throws(ExchangeError) -> [UInt8]? {
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

  /// Writes content; see ``Exchange/write(_:)``. Waits first while more than 64 KiB wait for the client.
  ///
  /// - Throws: ``ExchangeError/clientGone``, ``ExchangeError/timedOut`` when the client takes nothing for the send
  ///   timeout, ``ExchangeError/lengthMismatch``, and ``ExchangeError/outOfOrder`` while another task waits to write.
  package func write(_ bytes: [UInt8]) async throws(ExchangeError) {
    var position = 0
    repeat {
      let end = min(position + Self.pieceSize, bytes.count)
      while flight.isFull { try await flight.awaitRoom(for: false) }
      // An array of bytes has no padding.
      try flight.open().write(unsafe bytes.span.bytes.extracting(position..<end))
      flight.touch()
      position = end
    } while position < bytes.count
  }

  /// Sends a part of a file as all of the content that is still missing; see ``Exchange/send(_:)``.
  package func send(_ region: FileRegion) async throws(ExchangeError) {
    while flight.isFull { try await flight.awaitRoom(for: false) }
    try flight.open().send(region)
    flight.touch()
  }

  /// Waits until the kernel has taken everything written so far.
  package func flush() async throws(ExchangeError) {
    while !flight.isDrained { try await flight.awaitRoom(for: true) }
    _ = try flight.open()
  }

  // MARK: - Life

  /// Has `handler` answer, from its first call to the last look at the body.
  func run(_ handler: any AsyncExchangeHandler, for requests: AsyncRequests) async {
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
  private func drainBody(_ exchange: Exchange) async throws(ExchangeError) {
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
