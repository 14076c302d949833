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

  nonisolated(nonsending) func respond(to exchange: AsyncExchange) async throws(ExchangeError) {
    let request = try makeRequest(exchange)
    let answer: Answer<AsyncResponseBody>
    do { answer = Answer(try await handler.respond(to: request), to: request) } catch {
      if let cause = exchange.cancellation(behind: error) { throw cause }
      answer = Answer(error, to: request)
    }
    if let cause = answer.cause { throw cause }
    try await answer.send(through: exchange, request)
  }

  private func makeRequest(_ exchange: AsyncExchange) throws(ExchangeError) -> AsyncRequest {
    let present = try exchange.exchange
    let identity = RequestIdentity(
      worker: worker, connection: exchange.connectionNumber, request: exchange.requestNumber)
    return AsyncRequest(
      ReceivedRequest(present, identity),
      body: present.hasContent ? AsyncRequestBody(exchange, length: present.bodyLength) : .none)
  }
}

extension AsyncRequestBody {
  fileprivate static let none = AsyncRequestBody(length: nil) { nil }

  fileprivate init(_ exchange: AsyncExchange, length: UInt64?) {
    self.init(length: length) {
      do throws(ExchangeError) {
        return try await exchange.onItsThread { exchange throws(ExchangeError) in
          try await exchange.nextBody()
        }
      } catch {
        throw BodyError(error)
      }
    }
  }
}

extension Answer<AsyncResponseBody> {
  /// Sends the response.
  fileprivate nonisolated(nonsending) func send(
    through exchange: AsyncExchange, _ request: AsyncRequest
  ) async throws(ExchangeError) {
    guard let status = Status(code: response.status.code) else { throw .outOfOrder }
    switch status.forbidsContent ? .whole(.empty) : response.body {
    case .whole(.empty):
      try begin(exchange.exchange, status, length: 0)
    case .whole(.bytes(let bytes)):
      try begin(exchange.exchange, status, length: UInt64(bytes.count))
      if try !exchange.writeAtOnce(bytes) { try await exchange.write(bytes) }
    case .whole(.file(let content)):
      try begin(exchange.exchange, status, length: content.size)
      try await exchange.send(FileRegion(content.file, offset: 0, count: content.size))
    case .stream(let length, let write):
      try begin(exchange.exchange, status, length: length)
      guard try !exchange.exchange.isForHead else { return }
      do { try await write(AsyncResponseWriter(ClientSink(exchange))) } catch {
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
