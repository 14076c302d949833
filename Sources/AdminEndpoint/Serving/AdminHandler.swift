import HTTPCore
import IPCProtocol
import WorkerRuntime

/// Answers requests about the pool. Nothing here changes anything.
struct AdminHandler: RequestHandler {
  /// Looks at the pool; nil when it cannot be looked at now.
  let look: () -> PoolSnapshot?
  /// Whether the supervisor lives and describes its pool.
  let isAlive: () -> Bool
  /// The metrics of the program that is served, if it shares any.
  let applicationMetrics: MetricTable?

  var allowedMethods: StaticString { "GET, HEAD, OPTIONS" }

  private enum Page: CaseIterable {
    case dashboard, status, metrics, health, readiness

    var path: StaticString {
      switch self {
      case .dashboard: "/"
      case .status: "/status"
      case .metrics: "/metrics"
      case .health: "/healthz"
      case .readiness: "/readyz"
      }
    }
  }

  func respond(to exchange: Exchange) throws(ExchangeError) {
    let path = exchange.summary.path
    guard let page = Page.allCases.first(where: { exchange.headBytes.extracting(path).equals($0.path) })
    else {
      return try exchange.respond(.notFound)
    }
    switch exchange.head.method {
    case .get, .head: try show(page, exchange)
    case .options: try allow(.noContent, exchange)
    default: try allow(.methodNotAllowed, exchange)
    }
  }

  private func show(_ page: Page, _ exchange: Exchange) throws(ExchangeError) {
    switch page {
    case .dashboard: try showDashboard(exchange)
    case .status: try tell(exchange, "application/json") { $0.json.text + "\n" }
    case .metrics: try tell(exchange, MetricsText.mediaType) { $0.metrics(of: applicationMetrics) }
    case .health: try tellHealth(exchange)
    case .readiness: try tellReadiness(exchange)
    }
  }

  private func allow(_ status: Status, _ exchange: Exchange) throws(ExchangeError) {
    try exchange.begin(status, length: 0)
    try exchange.addField("Allow", allowedMethods)
    try exchange.endHead()
  }

  // MARK: - The pages

  private func tell(
    _ exchange: Exchange, _ type: StaticString, _ render: (PoolSnapshot) -> String
  ) throws(ExchangeError) {
    guard let snapshot = look() else { return try send(exchange, .serviceUnavailable, "not available now\n") }
    try send(exchange, .ok, render(snapshot), type)
  }

  private func tellHealth(_ exchange: Exchange) throws(ExchangeError) {
    try send(exchange, isAlive() ? .ok : .serviceUnavailable, isAlive() ? "healthy\n" : "no supervisor\n")
  }

  private func tellReadiness(_ exchange: Exchange) throws(ExchangeError) {
    guard let snapshot = look() else { return try send(exchange, .serviceUnavailable, "not available now\n") }
    let readiness = Readiness(snapshot.pool)
    try send(exchange, readiness == .ready ? .ok : .serviceUnavailable, readiness.text(snapshot.pool) + "\n")
  }

  private func showDashboard(_ exchange: Exchange) throws(ExchangeError) {
    try begin(exchange, .ok, "text/html; charset=utf-8", Dashboard.page)
    try exchange.addField("Content-Security-Policy", Dashboard.contentSecurityPolicy)
    try end(exchange, Dashboard.page)
  }

  private func send(
    _ exchange: Exchange, _ status: Status, _ content: String,
    _ type: StaticString = "text/plain; charset=utf-8"
  ) throws(ExchangeError) {
    try begin(exchange, status, type, content)
    try end(exchange, content)
  }

  private func begin(
    _ exchange: Exchange, _ status: Status, _ type: StaticString, _ content: String
  ) throws(ExchangeError) {
    try exchange.begin(status, length: UInt64(content.utf8.count))
    try exchange.addField("Content-Type", type)
    try exchange.addField("Cache-Control", "no-store")
    // What clients wrote into their requests stands in these texts: no browser shall take one for a page.
    try exchange.addField("X-Content-Type-Options", "nosniff")
  }

  private func end(_ exchange: Exchange, _ content: String) throws(ExchangeError) {
    try exchange.endHead()
    // Every byte of a string is initialised; the span ends with the call.
    try unsafe exchange.write(content.utf8.span.bytes)
  }
}
