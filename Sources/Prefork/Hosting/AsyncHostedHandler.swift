import HTTPCore
import HTTPTypes
import WorkerRuntime
import _Concurrency

/// A public async handler as what a worker calls.
struct AsyncHostedHandler<Handler: AsyncRequestHandler>: AsyncExchangeHandler {
  private let handler: Handler
  private let worker: Worker

  init(_ handler: Handler, in worker: Worker) {
    self.handler = handler
    self.worker = worker
  }

  var allowedMethods: StaticString { "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" }

  func respond(to exchange: isolated AsyncExchange) async throws(ExchangeError) {
    let request = try makeRequest(exchange)
    let answer = try await answer(request, exchange)
    if let cause = answer.cause { throw cause }
    try await answer.send(through: exchange, request)
  }

  private func answer(
    _ request: AsyncRequest, _ exchange: isolated AsyncExchange
  ) async throws(ExchangeError) -> Answer<AsyncResponseBody> {
    do { return Answer(try await handler.respond(to: request), to: request) } catch {
      if let cause = exchange.cancellation(behind: error) { throw cause }
      return Answer(error, to: request)
    }
  }

  private func makeRequest(_ exchange: isolated AsyncExchange) throws(ExchangeError) -> AsyncRequest {
    let present = try exchange.exchange
    let body = AsyncRequestBody(length: present.bodyLength) { [exchange] in
      do throws(ExchangeError) { return try await exchange.nextBody() } catch { throw BodyError(error) }
    }
    return AsyncRequest(
      head: present.makeHead(), body: body, address: present.clientAddress,
      identity: RequestIdentity(
        worker: worker, connection: exchange.connectionNumber, request: exchange.requestNumber))
  }
}

extension Answer<AsyncResponseBody> {
  /// Sends the response.
  func send(
    through exchange: isolated AsyncExchange, _ request: AsyncRequest
  ) async throws(ExchangeError) {
    guard let status = Status(code: response.status.code) else { throw .outOfOrder }
    switch status.forbidsContent ? .whole(.empty) : response.body {
    case .whole(.empty):
      try begin(exchange.exchange, status, length: 0)
    case .whole(.bytes(let bytes)):
      try begin(exchange.exchange, status, length: UInt64(bytes.count))
      try await exchange.write(bytes)
    case .whole(.file(let content)):
      try begin(exchange.exchange, status, length: content.size)
      try await exchange.send(FileRegion(content.file, offset: 0, count: content.size))
    case .stream(let length, let write):
      try begin(exchange.exchange, status, length: length)
      guard try !exchange.exchange.isForHead else { return }
      do { try await write(AsyncResponseWriter(exchange)) } catch {
        throw exchange.cancellation(behind: error) ?? Self.cause(of: error, in: request)
      }
    }
  }
}

extension AsyncExchange {
  /// Why a handler has stopped that was asked to, by cancellation; nil if its error is its own, which is to be logged.
  fileprivate func cancellation(behind error: any Error) -> ExchangeError? {
    guard error is CancellationError, Task.isCancelled else { return nil }
    return isClientLeaving ? .clientGone : .handlerFailed
  }
}
