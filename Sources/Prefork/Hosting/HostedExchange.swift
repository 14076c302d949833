import HTTPCore
import HTTPTypes
import Logging
import WorkerRuntime

/// The request that a worker has in hand, and the response to it, for as long as that lasts: the exchange behind it is
/// the next request's then, and what a handler has kept must not reach into that.
final class HostedExchange: RequestSource, ResponseSink {
  private let exchange: Exchange
  private let worker: Worker
  private var isOver = false

  init(_ exchange: Exchange, _ worker: Worker) {
    self.exchange = exchange
    self.worker = worker
  }

  /// The request is answered.
  func end() { isOver = true }

  private func open() throws(BodyError) -> Exchange {
    guard !isOver else { throw BodyError(.outOfOrder) }
    return exchange
  }

  // MARK: - The request

  func makeHead() -> HTTPRequest { exchange.makeHead() }

  func readBody() throws -> [UInt8]? {
    let exchange = try open()
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

  var bodyLength: UInt64? { exchange.bodyLength }

  var client: Client? { exchange.clientAddress.flatMap { Client($0) } }

  private var identity: RequestIdentity {
    let (connection, request) = exchange.number
    return RequestIdentity(worker: worker, connection: connection, request: request)
  }

  var id: String { identity.text }

  func makeLogger() -> Logger { identity.logger }

  // MARK: - The response

  func write(_ bytes: borrowing RawSpan) throws {
    let exchange = try open()
    do throws(ExchangeError) { try exchange.write(bytes) } catch { throw BodyError(error) }
  }

  func flush() throws {
    let exchange = try open()
    do throws(ExchangeError) { try exchange.flush() } catch { throw BodyError(error) }
  }
}
