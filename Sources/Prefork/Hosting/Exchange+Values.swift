import HTTPCore
import HTTPTypes
import WorkerRuntime

/// What a worker knows of a request, as values for those who write handlers.
extension Exchange {
  func makeHead() -> HTTPRequest { head.request(in: headBytes) }
}

extension Client {
  /// nil for the other end of a unix socket.
  init?(_ address: ClientAddress) {
    guard let port = address.port else { return nil }
    self.init(host: address.host, port: Int(port))
  }
}
