/// What the server knows of a request beside its bytes.
package struct LogFacts: Sendable {
  /// Where the client is; nil when it is gone.
  package var client: ClientAddress?
  /// The worker's process.
  package var pid: UInt64
  /// The connection's number in this worker, from 1 on; unique together with the process.
  package var connection: UInt64
  /// The request's number on its connection, from 1 on.
  package var request: UInt64

  package init(client: ClientAddress?, pid: UInt64, connection: UInt64, request: UInt64) {
    self.client = client
    self.pid = pid
    self.connection = connection
    self.request = request
  }
}
