/// Connections that come back from async handlers.
extension HTTPEngine {
  /// Goes on with a connection whose request its handler has answered.
  func goOn(_ connection: Connection) -> Next {
    let next = attempt(connection) { () throws(ExchangeError) in
      if let outbox = connection.outbox, try !send(outbox, connection) { return waitToSend(connection) }
      if connection.isEnding { return try end(connection) }
      // Nothing was read ahead, so that the epoll set tells of what comes: a read would mostly learn nothing.
      return connection.workspace == nil ? waitForRequest(connection) : try step(connection)
    }
    if next == .close { exchange.requestLog?.closed(connection, exchange) }
    return next
  }
}
