import WorkerRuntime

/// Where an async response's content goes: to a client, or to a test.
protocol AsyncResponseSink: Sendable {
  func write(_ bytes: [UInt8]) async throws(ExchangeError)
  func flush() async throws(ExchangeError)
}
