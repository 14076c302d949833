import HTTPCore
import HTTPTypes
import Logging
import WorkerRuntime

/// The request that a worker has in hand.
final class ExchangeSource: RequestSource {
  private let exchange: Exchange
  private let worker: Worker

  init(_ exchange: Exchange, _ worker: Worker) {
    self.exchange = exchange
    self.worker = worker
  }

  func makeHead() -> HTTPRequest {
    // The bytes are borrowed from a reference that this function holds, not from the property.
    let exchange = exchange
    return exchange.head.request(in: exchange.headBytes)
  }

  func readBody() throws -> [UInt8]? {
    var piece: [UInt8]?
    do throws(ExchangeError) {
      _ = try exchange.readBody { bytes in
        // The span holds bytes, and the array copies them.
        piece = unsafe bytes.withUnsafeBytes { unsafe Array($0) }
      }
    } catch {
      throw BodyError(error)
    }
    return piece
  }

  var bodyLength: UInt64? {
    if case .length(let length) = exchange.head.framing { length } else { nil }
  }

  var client: Client? {
    guard let address = exchange.clientAddress, let port = address.port else { return nil }
    return Client(host: address.host, port: Int(port))
  }

  var id: String {
    let (connection, request) = exchange.number
    return "\(worker.number).\(connection).\(request)"
  }

  func makeLogger() -> Logger {
    var logger = worker.logger
    logger[metadataKey: "request"] = "\(id)"
    return logger
  }
}
