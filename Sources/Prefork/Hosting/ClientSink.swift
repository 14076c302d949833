import WorkerRuntime

/// The client as where a response goes, for a closure that may write from any task.
struct ClientSink: AsyncResponseSink {
  private let exchange: AsyncExchange

  init(_ exchange: AsyncExchange) { self.exchange = exchange }

  func write(_ bytes: [UInt8]) async throws(ExchangeError) {
    try await exchange.onItsThread { exchange throws(ExchangeError) in try await exchange.write(bytes) }
  }

  func flush() async throws(ExchangeError) {
    try await exchange.onItsThread { exchange throws(ExchangeError) in try await exchange.flush() }
  }
}
