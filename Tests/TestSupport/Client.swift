import LinuxIO

/// A client that speaks in bytes, for one connection at a time.
package struct Client: ~Copyable {
  private let socket: StreamSocket
  private var received: [UInt8] = []

  package init(port: UInt16) throws {
    socket = try StreamSocket.connect(to: try SocketAddress(parsing: "127.0.0.1:\(port)"))
  }

  package func send(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      // The array outlives the call.
      let sent = try unsafe rest.withUnsafeBytes { try unsafe socket.send($0) }
      if let sent {
        rest.removeFirst(sent)
      } else {
        _ = try PairPoll.wait(socket.number, for: .writable, or: -1, timeout: .never)
      }
    }
  }

  /// Reads until the server closes, or for at most a minute.
  package consuming func finish() -> Answer {
    let deadline = SuspendingClock.now.advanced(by: .seconds(60))
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while SuspendingClock.now < deadline {
      do {
        // The buffer outlives the call.
        let outcome = try unsafe buffer.withUnsafeMutableBytes { bytes in
          try unsafe socket.receive(into: bytes)
        }
        switch outcome {
        case .end: return Answer(bytes: received, failure: nil)
        case .bytes(let count): received += buffer[..<count]
        case .wouldBlock:
          _ = try PairPoll.wait(socket.number, for: .readable, or: -1, timeout: .after(.seconds(1)))
        }
      } catch {
        return Answer(bytes: received, failure: "\(error)")
      }
    }
    return Answer(bytes: received, failure: "no end within a minute")
  }

  /// One request on a connection of its own.
  package static func request(_ text: String, port: UInt16) throws -> Answer {
    let client = try Client(port: port)
    try client.send(text)
    return client.finish()
  }

  package static func get(_ path: String = "/", port: UInt16, fields: String = "") throws -> Answer {
    try request("GET \(path) HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\(fields)\r\n", port: port)
  }
}
