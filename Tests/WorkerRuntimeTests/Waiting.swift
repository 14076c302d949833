import TestSupport

/// A client whose request is under way, to be kept among others.
final class Waiting {
  private var client: Client?

  init(_ port: UInt16, path: String) throws {
    let client = try Client(port: port)
    try client.send("GET \(path) HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
    self.client = consume client
  }

  /// What it was answered; empty the second time.
  func finish() -> Answer {
    guard let client = client.take() else { return Answer(bytes: [], failure: "finished before") }
    return client.finish()
  }
}
