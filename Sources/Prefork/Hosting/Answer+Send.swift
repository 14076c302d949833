import HTTPCore
import HTTPTypes
import WorkerRuntime

extension Answer<ResponseBody> {
  /// Sends the response.
  ///
  /// - Parameters:
  ///   - exchange: Where it goes.
  ///   - sink: The same, for a closure that writes the content.
  ///   - request: What is answered.
  /// - Throws: What the exchange throws, and why the closure failed.
  func send(
    through exchange: Exchange, content sink: some ResponseSink, _ request: Request
  ) throws(ExchangeError) {
    guard let status = Status(code: response.status.code) else { throw .outOfOrder }
    switch status.forbidsContent ? .whole(.empty) : response.body {
    case .whole(.empty):
      try begin(exchange, status, length: 0)
    case .whole(.bytes(let bytes)):
      try begin(exchange, status, length: UInt64(bytes.count))
      // An array of bytes has no padding.
      try exchange.write(unsafe bytes.span.bytes)
    case .whole(.file(let content)):
      try begin(exchange, status, length: content.size)
      try exchange.send(FileRegion(content.file, offset: 0, count: content.size))
    case .stream(let length, let write):
      try begin(exchange, status, length: length)
      guard !exchange.isForHead else { return }
      do { try write(ResponseWriter(sink)) } catch { throw Self.cause(of: error, in: request) }
    }
  }
}
