package import IPCProtocol
package import LinuxIO
package import Logging

/// The child process: it waits for connections and orders, and serves.
package final class Worker {
  private enum Life {
    case synchronous(WorkerParts)
    case asynchronous(WorkerParts, any AsyncExchangeHandler)
    case embedded(EmbeddedParts)
  }

  private let life: Life
  private let logger: Logger

  /// - Parameters:
  ///   - listeners: Where connections come from.
  ///   - channel: The way to the supervisor.
  ///   - slot: Where this worker counts its connections.
  ///   - connectionLimit: Connections after which the worker leaves, nil for no limit.
  ///   - requestLimit: Requests after which the worker leaves, nil for no limit.
  ///   - handover: Where connections of crashed workers are put and found, nil for none.
  ///   - settings: How it waits.
  ///   - http: How it speaks HTTP.
  ///   - accessLog: Where it writes a line for each request, nil for nowhere.
  ///   - errorLog: Where `logger` writes, to be opened anew together with the access log.
  ///   - handler: What answers requests.
  ///   - logger: Where it tells what goes wrong.
  package init(
    listeners: [Listener], channel: consuming WorkerChannel, slot: ScoreboardSlot, connectionLimit: Int?,
    requestLimit: Int? = nil, handover: HandoverQueue? = nil, settings: WorkerSettings, http: HTTPSettings,
    accessLog: AccessLogSettings? = nil, errorLog: LogFile? = nil, handler: WorkerHandler, logger: Logger
  ) {
    self.logger = logger
    let facts: any RequestHandler
    let asyncHandler: (any AsyncExchangeHandler)?
    switch handler {
    case .synchronous(let handler): (facts, asyncHandler) = (handler, nil)
    case .asynchronous(let handler):
      (facts, asyncHandler) = (AsyncHandlerFacts(allowedMethods: handler.allowedMethods), handler)
    case .embedded(let server):
      life = .embedded(
        EmbeddedParts(
          server, listeners: listeners, channel: channel, slot: slot, connectionLimit: connectionLimit,
          requestLimit: requestLimit, settings: settings, keepAliveTimeout: http.timeouts.keepAlive,
          errorLog: errorLog, logger: logger))
      return
    }
    let log = accessLog.map { RequestLog($0, logger: logger) }
    let engine = HTTPEngine(
      handler: facts, settings: http, score: ScoreKeeper(slot: slot), requestLog: log, logger: logger)
    let parts = WorkerParts(
      link: SupervisorLink(over: channel, slot: slot) {
        errorLog?.reopen(toldTo: logger)
        log?.reopen()
      },
      gate: ListenerGate(
        listeners, handover: handover.map { HandoverReceiver($0) }, settings: settings, logger: logger),
      engine: engine, slot: slot,
      connectionLimit: connectionLimit, requestLimit: requestLimit, settings: settings, handover: handover)
    life = asyncHandler.map { .asynchronous(parts, $0) } ?? .synchronous(parts)
  }

  /// A worker that serves one request at a time; see the other initialiser.
  package convenience init(
    listeners: [Listener], channel: consuming WorkerChannel, slot: ScoreboardSlot, connectionLimit: Int?,
    requestLimit: Int? = nil, handover: HandoverQueue? = nil, settings: WorkerSettings, http: HTTPSettings,
    accessLog: AccessLogSettings? = nil, errorLog: LogFile? = nil, handler: any RequestHandler, logger: Logger
  ) {
    self.init(
      listeners: listeners, channel: channel, slot: slot, connectionLimit: connectionLimit,
      requestLimit: requestLimit, handover: handover, settings: settings, http: http, accessLog: accessLog,
      errorLog: errorLog, handler: .synchronous(handler), logger: logger)
  }

  /// Serves until told to leave, until the connection limit, or until the supervisor is gone.
  ///
  /// - Parameter whenReady: Is called once, when connections are accepted.
  /// - Returns: Whether it has served to its end. False is logged: an embedded server could not start, or ended by itself.
  /// - Throws: What makes serving impossible, such as ENOMEM for the epoll set.
  @discardableResult package func run(whenReady: @escaping () -> Void = {}) throws(SystemCallError) -> Bool {
    switch life {
    case .synchronous(let parts):
      parts.whenReady = whenReady
      defer { parts.engine.exchange.requestLog?.flush() }
      if parts.settings.connectionsPerWorker > 1 {
        try MultiplexedLoop(parts).run()
      } else {
        try ClassicLoop(parts).run()
      }
    case .asynchronous(let parts, let handler):
      parts.whenReady = whenReady
      defer { parts.engine.exchange.requestLog?.flush() }
      parts.engine.requests = try AsyncRequests(handler, for: parts.engine)
      try MultiplexedLoop(parts).run()
    case .embedded(let parts):
      guard let reason = try EmbeddedLoop(parts).run(whenReady: whenReady) else { return true }
      logger.error("worker's server failed", metadata: ["pid": "\(Fork.pid)", "reason": "\(reason)"])
      return false
    }
    return true
  }
}
