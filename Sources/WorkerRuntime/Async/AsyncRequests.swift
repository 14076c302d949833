import HTTPCore
import IPCProtocol
import LinuxIO
import Logging
import _Concurrency

/// The requests that a worker's async handler has in hand, each with an ``Exchange`` of its own.
///
/// Belongs to the worker's thread, which is why most accesses are not checked for exclusiveness, as with ``Exchange``: no
/// code of others runs in the middle of one that changes something.
@safe final class AsyncRequests: @unchecked Sendable {
  let executor: LoopExecutor
  /// The main actor's jobs, which are for the worker's thread, too.
  let mainQueue = MainQueue()
  private let handler: any AsyncExchangeHandler
  private unowned let engine: HTTPEngine
  private var jobs: JobQueue

  // In hand, each in one of the two: the one that has been at work longest is first, and so the one whose time is up.
  @safe @exclusivity(unchecked) private var atWork = FlightList()
  @safe @exclusivity(unchecked) private var awaitingClients = FlightList()
  /// The one that the scoreboard shows. It is in one of the lists.
  @safe @exclusivity(unchecked) private unowned(unsafe) var shown: Flight?
  private(set) var count = 0

  @safe @exclusivity(unchecked) private var touchedFlights: [Flight] = []
  /// Flights of which the loop has to watch something else.
  @safe @exclusivity(unchecked) private var changedFlights: [Flight] = []
  /// Connections whose request is answered, for the loop to go on with.
  @safe @exclusivity(unchecked) private var landed: [(key: Int32?, connection: Connection)] = []
  @safe @exclusivity(unchecked) private var spareExchanges: [Exchange] = []
  @safe @exclusivity(unchecked) private var idleRunners: [RequestRunner] = []

  /// Exchanges, and tasks, kept for the next requests; what a crowd needed at one time beyond these is given back.
  private static let mostSpares = 64
  /// Jobs that are run before the connections are looked at again.
  private static let mostJobs = 512

  init(_ handler: any AsyncExchangeHandler, for engine: HTTPEngine) throws(SystemCallError) {
    self.handler = handler
    self.engine = engine
    executor = try LoopExecutor()
    jobs = JobQueue(executor)
  }

  // MARK: - Turns of the loop

  /// How long the loop may wait for events, at most `timeout`.
  func readyToWait(_ timeout: PollTimeout) -> PollTimeout {
    jobs.isEmpty ? executor.readyToWait(timeout) : .immediate
  }

  /// Runs what is to be run, and sends what came of it.
  func runJobs() {
    jobs.run(atMost: Self.mostJobs)
    while let flight = touchedFlights.popLast() {
      flight.isTouched = false
      // What is answered is the engine's to send.
      guard flight.exchange != nil else { continue }
      flight.push()
      changed(flight)
    }
  }

  /// A flight of which the loop has to watch something else.
  func takeChanged() -> Flight? { changedFlights.popLast() }

  /// A connection whose request is answered.
  func takeLanded() -> (key: Int32?, connection: Connection)? { landed.popLast() }

  /// Cancels responses of unknown length that have begun, or everything.
  func cancel(all: Bool) {
    forEach { flight in
      switch flight.exchange?.response {
      case .content(.chunked), .content(.untilClose): flight.task?.cancel()
      default: if all { flight.task?.cancel() }
      }
    }
  }

  // MARK: - From the engine

  /// Bytes of files sent to one client before it is the others' turn.
  var share: Int { engine.share }

  /// Gives the request whose head is the first `headLength` bytes of the engine's input to the handler.
  func begin(_ connection: Connection, headLength: Int, mayPersist: Bool) throws(RequestError) {
    let exchange = spareExchanges.popLast() ?? makeExchange()
    // The request goes with its bytes, and the engine on with empty ones.
    exchange.workspace.swapContents(with: engine.exchange.workspace)
    exchange.outbox.swapContents(with: engine.exchange.outbox)
    do throws(RequestError) {
      try exchange.begin(headLength: headLength, mayPersist: mayPersist, store: nil)
    } catch {
      exchange.workspace.swapContents(with: engine.exchange.workspace)
      exchange.outbox.swapContents(with: engine.exchange.outbox)
      spareExchanges.append(exchange)
      throw error
    }
    exchange.connection = connection
    exchange.isInHand = true
    let flight = Flight(exchange, connection, self)
    connection.flight = flight
    connection.deadline = .distantFuture
    atWork.append(flight)
    count += 1
    showOldest()
    let runner = idleRunners.popLast() ?? RequestRunner(handler, for: self)
    flight.task = runner.answer(AsyncExchange(flight, of: connection, on: executor))
  }

  private func makeExchange() -> Exchange {
    Exchange(settings: engine.settings, score: engine.score, requestLog: engine.exchange.requestLog)
  }

  // MARK: - From the flights

  func respondToOwn(_ exchange: Exchange) throws(ExchangeError) -> Bool {
    try engine.respondToOwn(exchange)
  }

  func recover(_ flight: Flight, from error: ExchangeError) {
    guard let exchange = flight.exchange, let connection = flight.connection else { return }
    engine.recover(exchange, connection, from: error)
  }

  func touched(_ flight: Flight) { touchedFlights.append(flight) }

  /// What the flight waits for has changed.
  func changed(_ flight: Flight) {
    changedFlights.append(flight)
    guard flight.exchange != nil, flight.awaitsClient != flight.isWaiting else { return }
    take(flight)
    flight.awaitsClient = flight.isWaiting
    flight.since = .exact
    put(flight)
    showOldest()
  }

  /// Its client was sent something: its time begins anew.
  func madeProgress(_ flight: Flight) {
    guard flight.exchange != nil else { return }
    take(flight)
    flight.since = .exact
    put(flight)
    showOldest()
  }

  /// The request is answered: its connection is the engine's again.
  func land(_ flight: Flight) {
    guard let exchange = flight.exchange, let connection = flight.connection else { return }
    engine.conclude(exchange, connection)
    exchange.isInHand = false
    flight.end()
    take(flight)
    count -= 1
    engine.score.count(status: exchange.status, since: flight.start)
    showOldest()
    connection.flight = nil
    connection.deadline = engine.score.latest.advanced(by: engine.timeouts.keepAlive)
    // At once, not when the loop comes to it: a crash of the next job must find the response with its connection.
    if !exchange.outbox.isEmpty || exchange.requestLog != nil {
      let outbox = engine.takeOutbox()
      outbox.swapContents(with: exchange.outbox)
      connection.outbox = outbox
    }
    if exchange.workspace.input.isEmpty || connection.isEnding {
      exchange.workspace.input.reset()
      exchange.workspace.parser.reset()
    } else {
      let workspace = engine.takeWorkspace()
      workspace.swapContents(with: exchange.workspace)
      connection.workspace = workspace
    }
    exchange.bodyBuffer.reset()
    exchange.connection = nil
    if spareExchanges.count < Self.mostSpares { spareExchanges.append(exchange) }
    landed.append((flight.key, connection))
  }

  /// Takes back a runner that has nothing to do; false if there are enough of them.
  func keep(_ runner: RequestRunner) -> Bool {
    guard idleRunners.count < Self.mostSpares else { return false }
    idleRunners.append(runner)
    return true
  }

  // MARK: - Who is in hand

  /// Calls `body` with each flight, the one that the scoreboard shows first. Allocates nothing.
  func forEach(_ body: (Flight) -> Void) {
    atWork.forEach(body)
    awaitingClients.forEach(body)
  }

  private func take(_ flight: Flight) {
    if flight.awaitsClient { awaitingClients.remove(flight) } else { atWork.remove(flight) }
    if shown === flight { shown = nil }
  }

  private func put(_ flight: Flight) {
    if flight.awaitsClient { awaitingClients.append(flight) } else { atWork.append(flight) }
  }

  private func showOldest() {
    guard let oldest = atWork.first ?? awaitingClients.first, let exchange = oldest.exchange,
      let connection = oldest.connection
    else {
      shown = nil
      return engine.score.forget()
    }
    guard shown !== oldest else { return }
    shown = oldest
    exchange.show(on: connection, since: oldest.start)
    if oldest.awaitsClient || oldest.since != oldest.start {
      engine.score.became(oldest.awaitsClient ? .awaitingClient : .handling, since: oldest.since)
    }
  }
}

extension Exchange {
  fileprivate func show(on connection: Connection, since start: MonotonicTime) {
    let workspace = workspace
    score.begin(workspace.parser.head, in: workspace.input.readable, on: connection, at: start)
  }
}
