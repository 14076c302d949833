/// What a worker answers requests with.
package enum WorkerHandler {
  /// One request at a time: a trap concerns that request alone.
  case synchronous(any RequestHandler)
  /// As many at a time as the worker holds connections.
  case asynchronous(any AsyncExchangeHandler)
  /// Another library's server, which speaks HTTP itself.
  case embedded(any EmbeddedServer)
}
