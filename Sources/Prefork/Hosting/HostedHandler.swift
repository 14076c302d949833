import Logging
import WorkerRuntime

/// A public handler as what a worker calls.
final class HostedHandler<Handler: RequestHandler>: WorkerRuntime.RequestHandler {
  private let handler: Handler
  private let worker: Worker

  init(_ handler: Handler, in worker: Worker) {
    self.handler = handler
    self.worker = worker
  }

  var allowedMethods: StaticString { "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" }

  func respond(to exchange: Exchange) throws(ExchangeError) {
    let hosted = HostedExchange(exchange, worker)
    var request = Request(hosted)
    defer {
      // Who keeps it keeps what it says.
      if !isKnownUniquelyReferenced(&request) { request.close() }
      hosted.end()
    }
    let answer = Answer(request) { try handler.respond(to: request) }
    if let cause = answer.cause { throw cause }
    try answer.send(through: exchange, content: hosted, request)
  }
}
