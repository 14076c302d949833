import WorkerRuntime

/// Writes to a worker's client.
struct ExchangeSink: ResponseSink {
  private let exchange: Exchange

  init(_ exchange: Exchange) { self.exchange = exchange }

  func write(_ bytes: borrowing RawSpan) throws {
    do throws(ExchangeError) { try exchange.write(bytes) } catch { throw BodyError(error) }
  }

  func flush() throws {
    do throws(ExchangeError) { try exchange.flush() } catch { throw BodyError(error) }
  }
}
