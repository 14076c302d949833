import HTTPCore
import HTTPTypes
import Logging
import WorkerRuntime

extension Answer<ResponseBody> {
  /// Sends the response.
  func send(through exchange: Exchange, _ request: Request) throws(ExchangeError) {
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
}
