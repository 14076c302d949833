package import LinuxIO
import SystemPackage

/// Asks a server's admin process, on a connection of its own each time.
package struct AdminClient: Sendable {
  private let address: SocketAddress
  private let timeout: Duration

  /// The largest answer that is read: a hundred thousand workers fit.
  private static let largest = 64 << 20

  /// - Parameters:
  ///   - address: Where the admin process listens.
  ///   - timeout: How long one question may take.
  package init(_ address: SocketAddress, timeout: Duration = .seconds(5)) {
    self.address = address
    self.timeout = timeout
  }

  /// Asks for the pool.
  package func status() throws(AdminClientError) -> PoolSnapshot {
    let content = try statusText()
    do throws(StatusError) { return try PoolSnapshot(parsing: content) } catch { throw .notAStatus(error) }
  }

  /// Asks for the pool and returns the JSON as it was sent.
  package func statusText() throws(AdminClientError) -> [UInt8] { try get("/status") }

  private func get(_ path: String) throws(AdminClientError) -> [UInt8] {
    let answer: [UInt8]
    do throws(SystemCallError) {
      answer = try exchange("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    } catch {
      throw .unreachable(error)
    }
    let separator = Array("\r\n\r\n".utf8)
    guard let end = answer.firstRange(of: separator) else { throw .notHTTP }
    let head = String(decoding: answer[..<end.lowerBound], as: UTF8.self)
    guard head.hasPrefix("HTTP/1.1 "), let status = Int(head.dropFirst(9).prefix(3)) else { throw .notHTTP }
    guard status == 200 else { throw .refused(status: status) }
    let lines = head.split(separator: "\r\n").map { $0.lowercased() }
    let length = lines.first { $0.hasPrefix("content-length:") }.flatMap {
      Int($0.dropFirst(15).trimmingPrefix { $0 == " " })
    }
    guard length == answer.count - end.upperBound else { throw .cutShort }
    return Array(answer[end.upperBound...])
  }

  /// Sends a request and reads until the server closes.
  private func exchange(_ request: String) throws(SystemCallError) -> [UInt8] {
    let deadline = MonotonicTime.exact.advanced(by: timeout)
    let socket = try StreamSocket.connect(to: address)
    let content = Array(request.utf8)
    // A request is far smaller than the buffer of a socket that was just connected. The array outlives the call.
    _ = try unsafe content.span.bytes.withUnsafeBytes { bytes throws(SystemCallError) in
      try unsafe socket.send(bytes)
    }
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while received.count < Self.largest {
      var room = buffer.mutableSpan
      // The buffer outlives the call.
      let outcome = try unsafe room.withUnsafeMutableBytes { bytes throws(SystemCallError) in
        try unsafe socket.receive(into: bytes)
      }
      switch outcome {
      case .end: return received
      case .bytes(let count): received += buffer[..<count]
      case .wouldBlock:
        let rest = MonotonicTime.exact.duration(to: deadline)
        guard rest > .zero else { throw SystemCallError(call: "recv", errno: .timedOut) }
        _ = try PairPoll.wait(socket.number, for: .readable, or: -1, timeout: .after(rest))
      }
    }
    throw SystemCallError(call: "recv", errno: .messageTooLong)
  }
}
