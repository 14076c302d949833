import HTTPCore
package import LinuxIO
import SystemPackage
package import WorkerRuntime

/// Serves the files beneath a directory.
package struct FileHandler: RequestHandler {
  private let root: Directory
  private let types = MediaTypes.builtIn()

  package init(root: Directory) {
    self.root = root
  }

  package var allowedMethods: StaticString { "GET, HEAD" }

  package func respond(to exchange: Exchange) throws(ExchangeError) {
    guard exchange.head.method == .get || exchange.head.method == .head else {
      try exchange.begin(.methodNotAllowed, length: 0)
      try exchange.addField("Allow", allowedMethods)
      return try exchange.endHead()
    }
    var path = ByteBuffer(maximumCapacity: 3 * RequestPath.maximumCount + 64)
    let target: RequestPath
    do throws(PathError) {
      target = try RequestPath(exchange.headBytes.extracting(exchange.head.path), into: &path)
    } catch {
      return try exchange.respond(error.status)
    }
    guard !target.isHidden else { return try exchange.respond(.notFound) }
    try answer(exchange, target, path)
  }

  private func answer(
    _ exchange: Exchange, _ target: RequestPath, _ path: borrowing ByteBuffer
  ) throws(ExchangeError) {
    switch open(path) {
    case .failure(let error): try exchange.respond(Self.status(for: error))
    case .success(let found):
      switch found.kind {
      case .regular where !target.isDirectory: try send(exchange, found, type: type(of: path, target))
      case .regular: try exchange.respond(.notFound)
      case .directory where target.isDirectory: try sendIndex(exchange, of: path, target)
      case .directory: try redirect(exchange)
      case .other: try exchange.respond(.forbidden)
      }
    }
  }

  private struct Found {
    let kind: File.Kind
    let size: UInt64
    let file: OpenFile
  }

  private func open(_ path: borrowing ByteBuffer) -> Result<Found, SystemCallError> {
    do throws(SystemCallError) {
      let file = try root.open(path.readable)
      return .success(Found(kind: file.kind, size: file.size, file: OpenFile(file)))
    } catch {
      return .failure(error)
    }
  }

  private func send(_ exchange: Exchange, _ found: Found, type: String) throws(ExchangeError) {
    try exchange.begin(.ok, length: found.size)
    try exchange.addField("Content-Type", type)
    try exchange.endHead()
    try exchange.send(FileRegion(found.file, offset: 0, count: found.size))
  }

  private func sendIndex(
    _ exchange: Exchange, of path: borrowing ByteBuffer, _ target: RequestPath
  ) throws(ExchangeError) {
    var index = ByteBuffer(maximumCapacity: 3 * RequestPath.maximumCount + 64)
    do throws(BufferFull) {
      try index.append(path.readable.extracting(0..<target.count))
      if target.count > 0 { try index.append("/") }
      try index.append("index.html\0")
    } catch {
      return try exchange.respond(.uriTooLong)
    }
    switch open(index) {
    case .failure(let error): try exchange.respond(Self.status(for: error))
    case .success(let found) where found.kind == .regular:
      try send(exchange, found, type: "text/html; charset=utf-8")
    case .success: try exchange.respond(.forbidden)
    }
  }

  /// A directory is named with a slash at the end, or the relative links on its index page would go astray.
  private func redirect(_ exchange: Exchange) throws(ExchangeError) {
    let bytes = exchange.headBytes
    // A path of `//host` would be read as another host's address.
    var location = "/" + text(bytes.extracting(exchange.head.path)).drop { $0 == "/" } + "/"
    if let query = exchange.head.query { location += "?" + text(bytes.extracting(query)) }
    try exchange.begin(.movedPermanently, length: 0)
    try exchange.addField("Location", location)
    try exchange.endHead()
  }

  private func text(_ span: borrowing RawSpan) -> String {
    // The bytes are copied while the span borrows them.
    unsafe span.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
  }

  private func type(of path: borrowing ByteBuffer, _ target: RequestPath) -> String {
    types.type(ofFile: path.readable.extracting(0..<target.count)) ?? MediaTypes.fallback
  }

  private static func status(for error: SystemCallError) -> Status {
    switch error.errno {
    case .noSuchFileOrDirectory, .notDirectory, .fileNameTooLong: .notFound
    case .permissionDenied, .notPermitted, .tooManySymbolicLinkLevels, .improperLink: .forbidden
    case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory: .serviceUnavailable
    default: .internalServerError
    }
  }
}
