import HTTPCore
package import LinuxIO
package import WorkerRuntime

/// Answers every request with a few words about the worker that served it: a demonstration that needs no files.
package final class WelcomeHandler: RequestHandler {
  private let worker: Int32
  private let greetings: Greetings
  private let delay: Interval?
  // Each is made for the first that asks. Not checked for exclusiveness, as with Exchange: a worker has one thread, and
  // nobody else's code runs while one of them is made.
  @safe @exclusivity(unchecked) private var text: PreparedAnswer?
  @safe @exclusivity(unchecked) private var page: PreparedAnswer?

  /// - Parameters:
  ///   - worker: The process id of the worker that will answer.
  ///   - greetings: What it says, the same in all workers.
  ///   - delay: How long each request blocks its worker, so that the pool can be watched growing; nil for not at all.
  package init(worker: Int32, greetings: Greetings, delay: Interval?) {
    self.worker = worker
    self.greetings = greetings
    self.delay = delay
  }

  package var allowedMethods: StaticString { "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" }

  package func respond(to exchange: Exchange) throws(ExchangeError) {
    if let delay { Pause.block(for: delay) }
    switch exchange.method {
    case .post, .put: try echo(exchange)
    default: try greet(exchange)
    }
  }

  /// Sends the request's body back as it comes, so that framing can be tried with any client.
  private func echo(_ exchange: Exchange) throws(ExchangeError) {
    if case .length(let length) = exchange.head.framing {
      try exchange.begin(.ok, length: length)
    } else {
      try exchange.beginStream(.ok)
    }
    if let type = exchange.head.value(of: .contentType) {
      try exchange.addField("Content-Type", exchange.headBytes.extracting(type))
    }
    try exchange.endHead()
    while try exchange.readBody({ bytes throws(ExchangeError) in try exchange.write(bytes) }) {}
  }

  private func greet(_ exchange: Exchange) throws(ExchangeError) {
    let answer =
      try wantsHTML(exchange) ? prepare(greetings.page, in: &page) : prepare(greetings.text, in: &text)
    try answer.send(on: exchange)
  }

  private func prepare(_ greeting: Greeting, in place: inout PreparedAnswer?) throws(ExchangeError)
    -> PreparedAnswer
  {
    if let answer = place { return answer }
    do throws(BufferFull) {
      let answer = try greeting.answer(of: worker)
      place = answer
      return answer
    } catch {
      throw .malformedField(.bufferFull)
    }
  }

  /// A browser says so in its Accept field (RFC 9110 section 12.5.1); curl and load generators do not.
  private func wantsHTML(_ exchange: Exchange) -> Bool {
    guard exchange.hasField(.accept), let accept = exchange.head.value(of: .accept) else { return false }
    return exchange.headBytes.extracting(accept).contains("text/html")
  }
}

extension RawSpan {
  fileprivate func contains(_ text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard byteCount >= length else { return false }
    return (0...(byteCount - length)).contains { extracting($0..<($0 + length)).equals(text) }
  }
}
