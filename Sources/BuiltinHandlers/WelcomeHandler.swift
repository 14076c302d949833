import HTTPCore
import LinuxIO
package import WorkerRuntime

/// Answers every request with a few words about the worker that served it: a demonstration that needs no files.
package final class WelcomeHandler: RequestHandler {
  private let delay: Duration?
  private let text: Prepared
  /// Made for the first browser that asks: each worker would begin later for it, and few serve one.
  private lazy var page = Prepared(type: "text/html; charset=utf-8", content: pageText)
  private let worker: Int32
  private let limits: String

  /// - Parameters:
  ///   - worker: The process id of the worker that will answer.
  ///   - limits: The pool's limits in words.
  ///   - delay: How long each request blocks its worker, so that the pool can be watched growing.
  package init(worker: Int32, limits: String, delay: Duration) {
    self.delay = delay > .zero ? delay : nil
    self.worker = worker
    self.limits = limits
    text = Prepared(
      type: "text/plain; charset=utf-8",
      content: "Served by worker \(worker) of a Prefork pool with \(limits).\n")
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
    let answer = wantsHTML(exchange) ? page : text
    // An array of bytes has no padding.
    try exchange.respond(prepared: unsafe answer.bytes.span.bytes, contentCount: answer.contentCount)
  }

  /// An answer that is the same each time, behind the fields that are the server's business.
  private struct Prepared {
    let bytes: [UInt8]
    let contentCount: Int

    init(type: StaticString, content: String) {
      contentCount = content.utf8.count
      bytes = Array("Content-Length: \(contentCount)\r\nContent-Type: \(type)\r\n\r\n\(content)".utf8)
    }
  }

  /// A browser says so in its Accept field (RFC 9110 section 12.5.1); curl and load generators do not.
  private func wantsHTML(_ exchange: Exchange) -> Bool {
    guard exchange.hasField(.accept), let accept = exchange.head.value(of: .accept) else { return false }
    return exchange.headBytes.extracting(accept).contains("text/html")
  }

  private var pageText: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Prefork</title>
    <style>
    :root { color-scheme: light dark; font: 1.1rem/1.6 system-ui, sans-serif }
    main { max-width: 38rem; margin: 12vh auto; padding: 0 1.2rem }
    h1 { font-size: 1.6rem; margin: 0 } code { font-size: 1em }
    </style>
    </head>
    <body>
    <main>
    <h1>Prefork is running</h1>
    <p>Worker <strong>\(worker)</strong> served this page. Its pool has \(limits).</p>
    <p>Load it and watch it grow: start <code>ServerCLI --dummy-delay 100ms</code> and reload in many tabs.
    Serve files with <code>ServerCLI --root DIR</code>.</p>
    </main>
    </body>
    </html>

    """
  }
}

extension RawSpan {
  fileprivate func contains(_ text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard byteCount >= length else { return false }
    return (0...(byteCount - length)).contains { extracting($0..<($0 + length)).equals(text) }
  }
}
