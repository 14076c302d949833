import HTTPCore
import LinuxIO
import Logging

/// Turns what a client sends into requests and sends the answers, one step at a time, for either model of worker.
///
/// It never waits by itself: ``advance(_:)`` does what can be done now and says what to wait for.
final class HTTPEngine {
  enum Next: Equatable {
    case wait(Interest)
    case close
  }

  let exchange: Exchange
  private let handler: any RequestHandler
  private let logger: Logger
  private var spareWorkspaces: [Workspace] = []
  private var spareOutboxes: [Outbox] = []
  /// Whether connections close after the response in hand: the worker is leaving, or other clients wait.
  var endsConnections = false

  private var settings: HTTPSettings { exchange.settings }

  init(handler: any RequestHandler, settings: HTTPSettings, logger: Logger) {
    self.handler = handler
    self.logger = logger
    exchange = Exchange(settings: settings)
  }

  func open(_ socket: consuming StreamSocket) -> Connection {
    Connection(socket, deadline: .coarse.advanced(by: settings.headerTimeout))
  }

  /// Reads, answers and sends as far as the socket allows.
  func advance(_ connection: Connection) -> Next {
    attempt(connection) { () throws(ExchangeError) in try step(connection) }
  }

  /// The time of ``Connection/deadline`` is up.
  func expire(_ connection: Connection) -> Next {
    guard connection.phase == .head, connection.workspace?.parser.hasStarted ?? false else { return .close }
    return attempt(connection) { () throws(ExchangeError) in
      checkIn(connection)
      defer { checkOut(connection) }
      try refuse(.requestTimeout, "the request did not arrive in time", connection)
      return try flush(connection) ? try end(connection) : waitToSend(connection)
    }
  }

  private func attempt(_ connection: Connection, _ body: () throws(ExchangeError) -> Next) -> Next {
    exchange.connection = connection
    defer { exchange.connection = nil }
    do throws(ExchangeError) {
      return try body()
    } catch {
      exchange.outbox.bytes.reset()
      exchange.outbox.region = nil
      log(error)
      return .close
    }
  }

  private func step(_ connection: Connection) throws(ExchangeError) -> Next {
    if connection.phase == .lingering { return try discardInput(connection) }
    if let outbox = connection.outbox {
      guard try outbox.flush(to: connection.socket) else { return waitToSend(connection) }
      connection.outbox = nil
      spareOutboxes.append(outbox)
    }
    if connection.isEnding { return try end(connection) }
    checkIn(connection)
    defer { checkOut(connection) }
    var isDrained = false
    while true {
      let answersMore = try answerCompleteRequests(connection)
      guard try flush(connection) else { return waitToSend(connection) }
      if connection.isEnding { return try end(connection) }
      if answersMore { continue }
      // A read that did not fill the buffer took all there was: asking again would cost a call to learn nothing.
      if isDrained { return waitForRequest(connection) }
      switch try receive(connection) {
      case .bytes(let count): isDrained = count < Self.readSize
      case .wouldBlock: return waitForRequest(connection)
      case .end: return .close
      }
    }
  }

  // MARK: - Requests

  private static let readSize = 1 << 14

  /// Answers every request that is complete.
  ///
  /// - Returns: Whether it stopped for the output to be sent first.
  private func answerCompleteRequests(_ connection: Connection) throws(ExchangeError) -> Bool {
    while !connection.isEnding {
      guard exchange.outbox.region == nil, exchange.outbox.bytes.readableCount < Exchange.highWater else {
        return true
      }
      let workspace = exchange.workspace
      do throws(RequestError) {
        guard let length = try workspace.parser.parse(workspace.input.readable) else { return false }
        try answer(connection, headLength: length)
      } catch {
        try refuse(error.status, error.reason.description, connection)
      }
    }
    return false
  }

  private func answer(_ connection: Connection, headLength: Int) throws(RequestError) {
    connection.requestCount += 1
    connection.phase = .keepAlive
    let isLast = settings.maxRequestsPerConnection > 0
      && connection.requestCount >= settings.maxRequestsPerConnection
    let mayPersist = !isLast && !endsConnections && settings.keepAliveTimeout > .zero
    try exchange.begin(headLength: headLength, mayPersist: mayPersist)
    do throws(ExchangeError) {
      try respond()
      try exchange.endResponse()
      // The client may wait for the response before it sends the rest of a body that nobody wanted.
      if !exchange.body.isComplete { try exchange.flushFully(connection) }
    } catch {
      recover(connection, from: error)
    }
    if !exchange.drainBody() {
      exchange.persists = false
      connection.hasUnreadInput = true
    }
    exchange.endRequest()
    guard !exchange.persists else { return }
    connection.isEnding = true
    if !exchange.workspace.input.isEmpty { connection.hasUnreadInput = true }
  }

  /// What is the server's to answer and not the handler's.
  private func respond() throws(ExchangeError) {
    switch exchange.head.method {
    // TRACE would show a page's scripts the cookies they must not see; CONNECT is for proxies.
    case .trace, .connect:
      try exchange.begin(.methodNotAllowed, length: 0)
      try exchange.addField("Allow", handler.allowedMethods)
      try exchange.endHead()
    case .options where exchange.head.targetForm == .asterisk:
      try exchange.begin(.noContent, length: 0)
      try exchange.addField("Allow", handler.allowedMethods)
      try exchange.endHead()
    default:
      try handler.respond(to: exchange)
    }
  }

  /// Turns a failure in the middle of an exchange into a response, if none has begun to leave, or ends the connection.
  private func recover(_ connection: Connection, from error: ExchangeError) {
    exchange.persists = false
    log(error)
    let status: Status
    switch error {
    case .refused(let refusal): status = refusal.status
    case .timedOut: status = .requestTimeout
    case .malformedField, .lengthMismatch, .outOfOrder: status = .internalServerError
    case .clientGone, .fileTruncated, .systemCall: status = .internalServerError
    }
    connection.isEnding = true
    guard exchange.discardResponse() || exchange.response == .none else {
      // A response cut short must not look complete: what waits is dropped and the connection closes.
      exchange.outbox.bytes.reset()
      exchange.outbox.region = nil
      return
    }
    try? exchange.respond(status)
  }

  private func refuse(_ status: Status, _ reason: String, _ connection: Connection) throws(ExchangeError) {
    exchange.response = .none
    exchange.persists = false
    exchange.omitsContent = false
    connection.isEnding = true
    connection.hasUnreadInput = true
    try exchange.respond(status, text: "\(status.code) \(status.reasonPhrase): \(reason)")
  }

  // MARK: - Bytes

  private func receive(_ connection: Connection) throws(ExchangeError) -> StreamSocket.Received {
    do throws(SystemCallError) {
      return try connection.socket.receive(into: &exchange.workspace.input, minimum: 1)
    } catch {
      throw ExchangeError(error)
    }
  }

  /// Sends what waits; what the client does not take moves to its connection.
  private func flush(_ connection: Connection) throws(ExchangeError) -> Bool {
    guard !exchange.outbox.isEmpty else { return true }
    guard try !exchange.outbox.flush(to: connection.socket) else { return true }
    connection.outbox = exchange.outbox
    exchange.outbox = spareOutboxes.popLast() ?? Outbox()
    return false
  }

  private func checkIn(_ connection: Connection) {
    guard let workspace = connection.workspace else { return }
    connection.workspace = nil
    spareWorkspaces.append(exchange.workspace)
    exchange.workspace = workspace
  }

  /// Leaves an unfinished request with its connection, or makes the workspace ready for the next.
  private func checkOut(_ connection: Connection) {
    if exchange.workspace.input.isEmpty || connection.isEnding {
      exchange.workspace.input.reset()
      exchange.workspace.parser.reset()
    } else {
      connection.workspace = exchange.workspace
      exchange.workspace = spareWorkspaces.popLast() ?? Workspace(limits: settings.limits)
    }
  }

  // MARK: - What to wait for

  private func waitForRequest(_ connection: Connection) -> Next {
    if !exchange.workspace.input.isEmpty {
      if connection.phase != .head { connection.enter(.head, for: settings.headerTimeout) }
    } else if connection.requestCount > 0 {
      connection.enter(.keepAlive, for: settings.keepAliveTimeout)
    }
    return .wait(.readable)
  }

  private func waitToSend(_ connection: Connection) -> Next {
    connection.enter(.sending, for: settings.sendTimeout)
    return .wait(.writable)
  }

  /// Lets the client read the response before the connection is closed: unread input would turn the close into a
  /// reset, which makes the client's kernel throw away what it has received (RFC 9112 section 9.6).
  private func end(_ connection: Connection) throws(ExchangeError) -> Next {
    guard connection.hasUnreadInput else { return .close }
    do throws(SystemCallError) { try connection.socket.finishSending() } catch { throw ExchangeError(error) }
    connection.enter(.lingering, for: settings.lingeringTimeout)
    return try discardInput(connection)
  }

  private func discardInput(_ connection: Connection) throws(ExchangeError) -> Next {
    while connection.discardedBytes < settings.lingeringBytes {
      exchange.bodyBuffer.reset()
      do throws(SystemCallError) {
        switch try connection.socket.receive(into: &exchange.bodyBuffer, minimum: Self.readSize) {
        case .bytes(let count): connection.discardedBytes += count
        case .wouldBlock: return .wait(.readable)
        case .end: return .close
        }
      } catch {
        throw ExchangeError(error)
      }
    }
    exchange.bodyBuffer.reset()
    return .close
  }

  private func log(_ error: ExchangeError) {
    switch error {
    case .clientGone, .timedOut, .refused: logger.debug("connection ended early", metadata: ["reason": "\(error)"])
    case .fileTruncated: logger.warning("a file shrank while it was sent; the connection was closed")
    case .systemCall(let call):
      logger.error("connection failed", metadata: ["call": "\(call.call)", "reason": "\(call.errno)"])
    case .malformedField, .lengthMismatch, .outOfOrder:
      logger.error("a handler's response was refused", metadata: ["reason": "\(error)"])
    }
  }
}
