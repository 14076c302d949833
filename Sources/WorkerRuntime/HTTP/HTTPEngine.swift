import HTTPCore
import LinuxIO
import Logging

/// Turns what a client sends into requests and sends the answers, one step at a time, for either model of worker.
///
/// It never waits by itself: ``advance(_:)`` does what can be done now and says what to wait for.
final class HTTPEngine {
  /// What a connection waits for.
  enum Next: Equatable {
    /// For that. Input is waited for when all that had come is read, or none of a connection that is new.
    case wait(Interest)
    /// For its next turn: there may be more input to read at once.
    case yield
    case close

    /// What it is to be watched for, nil for nothing.
    var interest: Interest? {
      switch self {
      case .wait(let interest): interest
      case .yield: .readable
      case .close: nil
      }
    }
  }

  let exchange: Exchange
  let timeouts: HTTPTimeouts
  let handler: any RequestHandler
  let logger: Logger
  let score: ScoreKeeper
  /// Connections so far, those of crashed siblings included.
  @safe @exclusivity(unchecked) var connectionCount: UInt64 = 0
  /// Runs async handlers; nil where the handler is synchronous.
  @safe @exclusivity(unchecked) var requests: AsyncRequests?
  // The buffers of slow clients that were fast enough after all.
  private var spareWorkspaces: [Workspace] = []
  private var spareOutboxes: [Outbox] = []
  private let expectsProxies: Bool
  @safe @exclusivity(unchecked) private var arrivals = ArrivalGuess()
  /// Requests that a connection may bring.
  let mostRequests: Int
  /// Whether connections close after the response in hand: the worker is leaving, or other clients wait.
  @safe @exclusivity(unchecked) var endsConnections = false

  var settings: HTTPSettings { exchange.settings }

  init(
    handler: any RequestHandler, settings: HTTPSettings, score: ScoreKeeper, requestLog: RequestLog?,
    logger: Logger
  ) {
    self.handler = handler
    self.logger = logger
    self.score = score
    exchange = Exchange(settings: settings, score: score, requestLog: requestLog)
    timeouts = settings.timeouts
    expectsProxies = !settings.proxies.isEmpty
    mostRequests = settings.maxRequestsPerConnection > 0 ? settings.maxRequestsPerConnection : .max
  }

  func open(_ socket: consuming StreamSocket) -> Connection {
    connectionCount &+= 1
    let connection = Connection(
      socket, number: connectionCount, deadline: .coarse.advanced(by: timeouts.header))
    // No call to learn the peer's address where no proxy is configured.
    if expectsProxies { connection.awaitsProxyHeader = comesFromProxy(connection) }
    return connection
  }

  /// Does what can be done at once with a connection that is new; nothing, where its request is hardly there yet.
  func begin(_ connection: Connection) -> Next {
    guard arrivals.readsFirst() else { return .wait(.readable) }
    let next = advance(connection)
    arrivals.note(hadRequest: next == .close || connection.requestCount > 0)
    return next
  }

  /// Reads, answers and sends as far as the socket allows.
  ///
  /// - Parameters:
  ///   - connection: Whose turn it is.
  ///   - hasEnded: Whether the client is known to have ended its direction, so that the end is to be read as well.
  /// - Returns: What it waits for.
  func advance(_ connection: Connection, hasEnded: Bool = false) -> Next {
    let next = attempt(connection) { () throws(ExchangeError) in try step(connection, hasEnded: hasEnded) }
    if case .close = next { exchange.requestLog?.closed(connection, exchange) }
    return next
  }

  /// The time of ``Connection/deadline`` is up.
  func expire(_ connection: Connection) -> Next {
    var next = Next.close
    if connection.phase == .head || connection.phase == .body,
      connection.workspace?.parser.hasStarted ?? false
    {
      next = attempt(connection) { () throws(ExchangeError) in
        checkIn(connection)
        defer { checkOut(connection) }
        try refuse(.requestTimeout, "the request did not arrive in time", connection)
        return try flush(connection) ? try end(connection) : waitToSend(connection)
      }
    }
    if case .close = next { exchange.requestLog?.closed(connection, exchange) }
    return next
  }

  func attempt(_ connection: Connection, _ body: () throws(ExchangeError) -> Next) -> Next {
    // `connection` is its caller's, who keeps it until this is over.
    exchange.connection = connection
    defer { exchange.connection = nil }
    do throws(ExchangeError) {
      return try body()
    } catch {
      exchange.outbox.discard()
      log(error)
      return .close
    }
  }

  func step(_ connection: Connection, hasEnded: Bool = false) throws(ExchangeError) -> Next {
    if connection.phase == .lingering { return try discardInput(connection) }
    if let outbox = connection.outbox, try !send(outbox, connection) { return waitToSend(connection) }
    if connection.isEnding { return try end(connection) }
    checkIn(connection)
    defer { checkOut(connection) }
    var reads = 0
    var isEmptied = false
    while true {
      if exchange.workspace.input.readableCount > 0 {
        let answersMore = try answerCompleteRequests(connection)
        // Its handler goes on with it, from a workspace and an outbox of its own.
        if connection.flight != nil { return .wait(.peerEnd) }
        guard try flush(connection) else { return waitToSend(connection) }
        if connection.isEnding { return try end(connection) }
        if answersMore { continue }
      }
      if isEmptied { return waitForRequest(connection) }
      if reads == Self.mostReads {
        _ = waitForRequest(connection)
        return .yield
      }
      // Room for a whole batch of pipelined requests, so that they are one read and their answers one write, and for much
      // of a body. A head that comes in pieces has little room: it must not cost much memory.
      let room = exchange.workspace.input.isEmpty || connection.store != nil ? Self.readSize : 1
      switch try receive(connection, atLeast: room) {
      case .bytes(let count):
        reads += 1
        // A read that did not fill the buffer took all there was: asking again would cost a call to learn nothing.
        isEmptied = count < room && !hasEnded
      case .wouldBlock: return waitForRequest(connection)
      case .end: return .close
      }
    }
  }

  // MARK: - Bytes

  static let readSize = 1 << 14
  /// Bytes of memory for an unfinished request, unless more of it has come.
  private static let parkedSize = 1 << 10
  /// Reads after which it is the other connections' turn: a client that sends without end, and reads what it is
  /// answered, would else have the worker for itself.
  private static let mostReads = 4
  /// Bytes of files sent to one client before it is the others' turn: as many as with nginx. A quarter of it made three times
  /// as many context switches.
  var share: Int { exchange.waitsForClients ? .max : 1 << 21 }
  /// Buffers kept for the next slow client; what a crowd of them needed at one time is given back.
  private static let mostSpares = 16

  private func receive(
    _ connection: Connection, atLeast room: Int
  ) throws(ExchangeError) -> StreamSocket.Received {
    do throws(SystemCallError) {
      let received = try connection.socket.receive(into: &exchange.workspace.input, minimum: room)
      if let log = exchange.requestLog, case .bytes(let count) = received {
        log.received(count, on: connection, input: exchange.workspace.input)
      }
      return received
    } catch {
      throw ExchangeError(error)
    }
  }

  /// Sends what waits; what the client does not take moves to its connection.
  private func flush(_ connection: Connection) throws(ExchangeError) -> Bool {
    guard !exchange.outbox.isEmpty else {
      exchange.requestLog?.sent(exchange.outbox)
      return true
    }
    let isSent = try exchange.outbox.flush(
      to: connection.socket, score, atMost: share, closes: connection.isEnding)
    exchange.requestLog?.sent(exchange.outbox)
    guard !isSent else { return true }
    let outbox = takeOutbox()
    outbox.swapContents(with: exchange.outbox)
    connection.outbox = outbox
    return false
  }

  /// Sends what a connection has waiting; false while some is left.
  func send(_ outbox: Outbox, _ connection: Connection) throws(ExchangeError) -> Bool {
    let isSent = try outbox.flush(
      to: connection.socket, score, atMost: share, closes: connection.isEnding)
    exchange.requestLog?.sent(outbox)
    guard isSent else { return false }
    connection.outbox = nil
    outbox.shrink()
    if spareOutboxes.count < Self.mostSpares { spareOutboxes.append(outbox) }
    return true
  }

  func takeOutbox() -> Outbox { spareOutboxes.popLast() ?? Outbox() }

  func takeWorkspace() -> Workspace { spareWorkspaces.popLast() ?? Workspace(limits: settings.limits) }

  private func checkIn(_ connection: Connection) {
    guard let workspace = connection.workspace else { return }
    exchange.workspace.swapContents(with: workspace)
    connection.workspace = nil
    if spareWorkspaces.count < Self.mostSpares { spareWorkspaces.append(workspace) }
  }

  /// Leaves an unfinished request with its connection, or makes the workspace ready for the next.
  private func checkOut(_ connection: Connection) {
    if connection.isEnding {
      exchange.workspace.input.reset()
      exchange.workspace.parser.reset()
    } else if exchange.workspace.input.readableCount > 0 {
      let workspace = takeWorkspace()
      workspace.swapContents(with: exchange.workspace)
      workspace.input.shrink(to: Self.parkedSize)
      connection.workspace = workspace
    }
  }

  func log(_ error: ExchangeError) {
    switch error {
    case .clientGone, .timedOut, .refused, .proxyHeader:
      logger.debug("connection ended early", metadata: ["reason": "\(error)"])
    case .fileTruncated: logger.warning("a file shrank while it was sent; the connection was closed")
    case .systemCall(let call):
      logger.error("connection failed", metadata: ["call": "\(call.call)", "reason": "\(call.errno)"])
    case .handlerFailed: break
    case .malformedField, .lengthMismatch, .outOfOrder:
      logger.error("a handler's response was refused", metadata: ["reason": "\(error)"])
    }
  }
}
