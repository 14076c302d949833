import HTTPCore
import HTTPTypes
import WorkerRuntime

extension Answer {
  /// Writes the head.
  ///
  /// - Parameters:
  ///   - exchange: Where the response goes.
  ///   - status: Its status.
  ///   - length: Bytes of the content, nil if they are not known.
  /// - Throws: What the exchange throws.
  func begin(_ exchange: Exchange, _ status: Status, length: UInt64?) throws(ExchangeError) {
    if response.headerFields[.connection]?.lowercased() == "close" { exchange.endConnection() }
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
