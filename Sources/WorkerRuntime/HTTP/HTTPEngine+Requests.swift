import HTTPCore
import LinuxIO
import SystemPackage

/// From a complete head to a complete response.
extension HTTPEngine {
  /// Answers every request that is complete.
  ///
  /// - Returns: Whether it stopped for the output to be sent first.
  func answerCompleteRequests(_ connection: Connection) throws(ExchangeError) -> Bool {
    if connection.awaitsProxyHeader, try !takeProxyHeader(connection) { return false }
    while !connection.isEnding {
      guard !exchange.outbox.hasParts, exchange.outbox.bytes.readableCount < Exchange.highWater else {
        return true
      }
      let workspace = exchange.workspace
      if workspace.input.readableCount == 0 { return false }
      do throws(RequestError) {
        guard let length = try workspace.parser.parse(workspace.input.readable) else { return false }
        guard waitsForBodies || !workspace.parser.head.hasContent || isUninvited(headLength: length)
        else {
          guard try collectBody(connection, headLength: length) else { return false }
          continue
        }
        try answer(connection, headLength: length, store: nil)
        if connection.flight != nil { return false }
      } catch {
        try refuse(error.status, error.reason.description, connection)
      }
    }
    return false
  }

  /// Whether a handler may wait for its client's body: then bodies are streamed, else they are collected first.
  private var waitsForBodies: Bool { exchange.waitsForClients || requests != nil }

  /// Whether the request's body waits for an invitation that its handler will not need: it is answered without.
  private func isUninvited(headLength: Int) -> Bool {
    !handler.readsBodies && exchange.workspace.parser.head.expectsContinue
      && exchange.workspace.input.readableCount == headLength
  }

  /// Moves what has come of a body out of the input, and answers the request when the body is complete.
  ///
  /// - Returns: Whether it was.
  private func collectBody(_ connection: Connection, headLength: Int) throws(RequestError) -> Bool {
    let input = exchange.workspace
    let store: BodyStore
    if let begun = connection.store {
      store = begun
    } else {
      store = try BodyStore(
        framing: input.parser.head.framing, limits: settings.limits, keepsContent: handler.readsBodies)
      connection.store = store
      connection.enter(.body, for: timeouts.body)
      if input.parser.head.expectsContinue, input.input.readableCount == headLength {
        try? exchange.outbox.bytes.append(ResponseHead.continue)
      }
    }
    let taken: Int
    do throws(ExchangeError) {
      taken = try store.take(from: input.input, at: headLength)
    } catch {
      connection.store = nil
      if case .refused(let refusal) = error { throw refusal }
      exchange.beginRefusal()
      recover(exchange, connection, from: error)
      exchange.requestLog?.answered(exchange, on: connection)
      connection.hasUnreadInput = true
      return true
    }
    guard store.isComplete else {
      input.input.truncate(to: headLength)
      connection.deadline = settings.bodyDeadline(from: store.start, count: store.count)
      return false
    }
    connection.store = nil
    try answer(connection, headLength: headLength, store: (store, taken))
    return true
  }

  private func answer(
    _ connection: Connection, headLength: Int, store: (body: BodyStore, decoded: Int)?
  ) throws(RequestError) {
    connection.requestCount += 1
    connection.phase = .keepAlive
    let isLast = connection.requestCount >= mostRequests
    let mayPersist = !isLast && !endsConnections && timeouts.keepAlive > .zero
    if let requests {
      return try requests.begin(connection, headLength: headLength, mayPersist: mayPersist)
    }
    try exchange.begin(headLength: headLength, mayPersist: mayPersist, store: store)
    let workspace = exchange.workspace
    score.begin(workspace.parser.head, in: workspace.input.readable, on: connection)
    exchange.isInHand = true
    defer { exchange.isInHand = false }
    do throws(ExchangeError) {
      if try !respondToOwn(exchange) { try handler.respond(to: exchange) }
      try exchange.endResponse()
      // The client may wait for the response before it sends the rest of a body that nobody wanted.
      if !exchange.body.isComplete { try exchange.flushFully(connection) }
    } catch {
      recover(exchange, connection, from: error)
    }
    conclude(exchange, connection)
    score.end(status: exchange.status)
    connection.deadline = score.latest.advanced(by: timeouts.keepAlive)
  }

  /// Takes leave of a request that is answered.
  func conclude(_ exchange: Exchange, _ connection: Connection) {
    exchange.requestLog?.answered(exchange, on: connection)
    if !exchange.drainBody() {
      exchange.persists = false
      connection.hasUnreadInput = true
    }
    if !exchange.persists { connection.hasSaidItsLast = exchange.isItsClientsLast }
    exchange.endRequest()
    connection.isRetried = false
    guard !exchange.persists else { return }
    connection.isEnding = true
    if exchange.workspace.input.readableCount > 0 { connection.hasUnreadInput = true }
  }

  /// Answers what is the server's to answer and not the handler's; false for anything else.
  func respondToOwn(_ exchange: Exchange) throws(ExchangeError) -> Bool {
    switch exchange.method {
    // TRACE would show a page's scripts the cookies they must not see; CONNECT is for proxies.
    case .trace, .connect:
      try exchange.begin(.methodNotAllowed, length: 0)
      try exchange.addField("Allow", handler.allowedMethods)
      try exchange.endHead()
    case .options where exchange.workspace.parser.head.targetForm == .asterisk:
      try exchange.begin(.noContent, length: 0)
      try exchange.addField("Allow", handler.allowedMethods)
      try exchange.endHead()
    default: return false
    }
    return true
  }

  /// Turns a failure in the middle of an exchange into a response, if none has begun to leave, or ends the connection.
  func recover(_ exchange: Exchange, _ connection: Connection, from error: ExchangeError) {
    exchange.persists = false
    log(error)
    let status: Status
    switch error {
    case .refused(let refusal): status = refusal.status
    case .timedOut: status = .requestTimeout
    case .malformedField, .lengthMismatch, .outOfOrder, .handlerFailed: status = .internalServerError
    // It has sent an end of stream in the middle of its request, and may still read.
    case .clientGone: status = .badRequest
    case .systemCall(let call) where call.errno == .noSpace: status = .serviceUnavailable
    case .proxyHeader, .fileTruncated, .systemCall: status = .internalServerError
    }
    connection.isEnding = true
    guard exchange.discardResponse() || exchange.response == .none else {
      // A response cut short must not look complete: what waits is dropped and the connection closes.
      exchange.outbox.discard()
      return
    }
    try? exchange.respond(status)
    // The answer goes out all the same, for a client may have closed its sending half only.
    if error == .clientGone { exchange.status = Int(RequestLog.clientClosedRequest) }
  }

  func refuse(_ status: Status, _ reason: String, _ connection: Connection) throws(ExchangeError) {
    exchange.beginRefusal()
    connection.store = nil
    connection.isEnding = true
    connection.hasUnreadInput = true
    score.countRefusal(status: Int(status.code))
    try exchange.respond(status, text: "\(status.code) \(status.reasonPhrase): \(reason)")
    exchange.requestLog?.answered(exchange, on: connection)
  }
}
