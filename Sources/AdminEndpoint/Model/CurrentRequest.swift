/// The request that a worker has in hand. Its texts are the client's: any character may occur in them.
package struct CurrentRequest: Equatable, Sendable {
  package var method: String
  /// The target as the client sent it; bytes that are no UTF-8 became U+FFFD.
  package var target: String
  /// Whether the end of ``target`` is missing.
  package var isCut: Bool
  /// `HOST:PORT` in numbers, or `unix:`; nil while nobody has asked the kernel for it.
  package var client: String?
  /// When its head was complete, in nanoseconds of CLOCK_MONOTONIC.
  package var startedAt: UInt64
  /// Which connection of its worker it came on, and which request of that connection it is, each from 1.
  package var connectionNumber: UInt64
  package var requestNumber: UInt64

  package init(
    method: String, target: String, isCut: Bool, client: String?, startedAt: UInt64,
    connectionNumber: UInt64, requestNumber: UInt64
  ) {
    self.method = method
    self.target = target
    self.isCut = isCut
    self.client = client
    self.startedAt = startedAt
    self.connectionNumber = connectionNumber
    self.requestNumber = requestNumber
  }
}
