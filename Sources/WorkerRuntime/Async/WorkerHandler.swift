/// What a worker answers requests with.
package enum WorkerHandler {
  /// One request at a time: a trap concerns that request alone.
  case synchronous(any RequestHandler)
  /// As many at a time as the worker holds connections.
  case asynchronous(any AsyncExchangeHandler)

  /// What the engine works with.
  var facts: any RequestHandler {
    switch self {
    case .synchronous(let handler): handler
    case .asynchronous(let handler): AsyncHandlerFacts(allowedMethods: handler.allowedMethods)
    }
  }

  var asynchronous: (any AsyncExchangeHandler)? {
    guard case .asynchronous(let handler) = self else { return nil }
    return handler
  }
}
