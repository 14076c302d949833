import HTTPCore
package import LinuxIO
package import WorkerRuntime

/// Serves the files beneath a directory.
///
/// Each worker process has its own, with its own cache: a worker serves one request at a time, so nothing here is locked.
package final class FileHandler: RequestHandler {
  let root: Directory
  let settings: FileSettings
  let store: FileStore
  /// The paths of the error pages by status code, and of the page of a single-page app, as a client would send them.
  let errorPages: [UInt16: [UInt8]]
  let appPage: [UInt8]?

  package init(root: Directory, settings: FileSettings = FileSettings()) {
    self.root = root
    self.settings = settings
    store = FileStore(root: root, settings: settings)
    errorPages = settings.errorPages.reduce(into: [:]) { $0[$1.key.code] = Array($1.value.utf8) }
    appPage =
      settings.isSinglePageApp ? settings.indexNames.first.map { Array("/\($0)".percentEncoded.utf8) } : nil
  }

  package var allowedMethods: StaticString { "GET, HEAD, OPTIONS" }

  package var readsBodies: Bool { false }

  package func respond(to exchange: Exchange) throws(ExchangeError) {
    let request = exchange.summary
    switch request.method {
    case .get, .head: try serve(exchange, request)
    case .options:
      try exchange.begin(.noContent, length: 0)
      try exchange.addField("Allow", allowedMethods)
      try exchange.endHead()
    default: try refuse(exchange, .methodNotAllowed, "Allow", allowedMethods)
    }
  }

  private func serve(_ exchange: Exchange, _ request: RequestSummary) throws(ExchangeError) {
    let now = MonotonicTime.coarse
    if let resource = store.cached(exchange.headBytes.extracting(request.path), now: now),
      try send(resource, exchange, request)
    {
      return
    }
    switch store.look(exchange.headBytes.extracting(request.path), now: now) {
    case .resource(let resource): try sendAsFound(resource, exchange, request)
    case .other(let finding): try answer(exchange, request, finding)
    }
  }

  private func answer(
    _ exchange: Exchange, _ request: RequestSummary, _ finding: Finding
  ) throws(ExchangeError) {
    switch finding {
    case .file: try refuse(exchange, .internalServerError)
    case .directory(let path) where settings.listsDirectories: try list(exchange, path)
    // As nginx and Apache have it: the directory is there, its listing is not to be had.
    case .directory: try sendAppPage(exchange, request, else: .forbidden)
    case .missingPage: try sendAppPage(exchange, request, else: .notFound)
    case .redirect(let path): try redirect(exchange, path)
    case .refused(let status): try refuse(exchange, status)
    }
  }

  /// What names no file in a single-page app names a view of its page.
  private func sendAppPage(
    _ exchange: Exchange, _ request: RequestSummary, else status: Status
  ) throws(ExchangeError) {
    guard let appPage, let page = resource(at: appPage) else { return try refuse(exchange, status) }
    try sendAsFound(page, exchange, request)
  }

  /// The file that a path of the server's own names.
  func resource(at path: [UInt8]) -> FileResource? {
    let now = MonotonicTime.coarse
    // An array of bytes has no padding.
    let raw = unsafe path.span.bytes
    if let resource = store.cached(raw, now: now), resource.isUnchanged { return resource }
    guard case .resource(let resource) = store.look(raw, now: now) else { return nil }
    return resource
  }

  /// A directory is named with a slash at the end, or the relative links on its index page would go astray.
  ///
  /// Its path is written anew: a `//host` or `/\host` that was asked for would be read as another host's address.
  private func redirect(_ exchange: Exchange, _ path: [UInt8]) throws(ExchangeError) {
    var location = ByteBuffer(maximumCapacity: .max)
    do throws(BufferFull) {
      try location.append("/")
      // An array of bytes has no padding; the last one is a NUL.
      try location.append(percentEncoded: unsafe path.span.bytes.extracting(droppingLast: 1))
      try location.append("/")
      if let query = exchange.head.query {
        try location.append("?")
        try location.append(exchange.headBytes.extracting(query))
      }
    } catch {
      throw .malformedField(.bufferFull)
    }
    try exchange.begin(.movedPermanently, length: 0)
    try exchange.addField("Location", location.readable)
    try exchange.endHead()
  }
}
