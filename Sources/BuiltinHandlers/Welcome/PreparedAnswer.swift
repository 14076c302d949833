import HTTPCore
import WorkerRuntime

/// An answer that is the same each time, behind the fields that are the server's business.
final class PreparedAnswer {
  /// Field lines, the empty line, and the content.
  private let bytes: ByteBuffer
  /// Of ``bytes`` the last so many are the content.
  private let contentCount: Int

  init(bytes: consuming ByteBuffer, contentCount: Int) {
    self.bytes = bytes
    self.contentCount = contentCount
  }

  func send(on exchange: Exchange) throws(ExchangeError) {
    try Self.send(bytes, contentCount: contentCount, on: exchange)
  }

  /// The compiler lets a span borrow from a parameter, and not from a stored property of an object.
  private static func send(
    _ bytes: borrowing ByteBuffer, contentCount: Int, on exchange: Exchange
  ) throws(ExchangeError) {
    try exchange.respond(prepared: bytes.readable, contentCount: contentCount)
  }
}
