import HTTPCore
import HTTPTypes
import Logging
import WorkerRuntime

extension Answer {
  /// Sends the response.
  func send(through exchange: Exchange, _ request: Request) throws(ExchangeError) {
    guard let status = Status(code: response.status.code) else { throw .outOfOrder }
    if response.headerFields[.connection]?.lowercased() == "close" { exchange.endConnection() }
    switch status.forbidsContent ? .empty : response.body {
    case .empty:
      try begin(exchange, status, length: 0)
    case .bytes(let bytes):
      try begin(exchange, status, length: UInt64(bytes.count))
      // An array of bytes has no padding.
      try exchange.write(unsafe bytes.span.bytes)
    case .file(let content):
      try begin(exchange, status, length: content.size)
      try exchange.send(FileRegion(content.file, offset: 0, count: content.size))
    case .stream(let length, let write):
      try begin(exchange, status, length: length)
      guard !exchange.isForHead else { return }
      do { try write(ResponseWriter(ExchangeSink(exchange))) } catch let error as BodyError {
        throw error.cause
      } catch {
        request.logger.error(
          "a handler failed in the middle of its response",
          metadata: ["request": "\(request.summary)", "error": "\(error)"])
        throw .handlerFailed
      }
    }
  }

  private func begin(_ exchange: Exchange, _ status: Status, length: UInt64?) throws(ExchangeError) {
    if let length { try exchange.begin(status, length: length) } else { try exchange.beginStream(status) }
    for field in response.headerFields where !Self.isTheServers(field.name) {
      let name = field.name.rawName
      try unsafe field.withUnsafeBytesOfValue { value throws(ExchangeError) in
        // Name and value live as long as the field.
        try unsafe exchange.addField(name: name.utf8.span.bytes, value: RawSpan(_unsafeElements: value))
      }
    }
    try exchange.endHead()
  }

  /// Fields that say how the message is sent, and so are not the handler's to say.
  private static func isTheServers(_ name: HTTPField.Name) -> Bool {
    switch name.canonicalName {
    case "connection", "content-length", "date", "keep-alive", "server", "trailer", "transfer-encoding",
      "upgrade":
      true
    default: false
    }
  }
}
