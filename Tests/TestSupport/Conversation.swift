import Glibc
import LinuxIO

/// A client that keeps its connection and reads one response after another.
package final class Conversation {
  private let socket: StreamSocket
  private var received: [UInt8] = []
  private var isOver = false
  /// Whether the server neither sent anything nor closed for a minute.
  package private(set) var hasWaitedTooLong = false

  package init(port: UInt16, host: String = "127.0.0.1") throws {
    socket = try StreamSocket.connect(to: try SocketAddress(parsing: "\(host):\(port)"))
  }

  /// Connects to an address as the server writes it, such as `unix:PATH`.
  package init(to address: String) throws {
    socket = try StreamSocket.connect(to: try SocketAddress(parsing: address))
  }

  package func send(_ text: String, givingUpWhenFull: Bool = false) throws {
    try send(Array(text.utf8), givingUpWhenFull: givingUpWhenFull)
  }

  /// Sends all of `bytes`; can take in what the server sends meanwhile, or give up when the server does not read on.
  package func send(_ bytes: [UInt8], readingAlong: Bool = false, givingUpWhenFull: Bool = false) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      // The array outlives the call.
      if let sent = try unsafe rest.withUnsafeBytes({ try unsafe socket.send($0) }) {
        rest.removeFirst(sent)
      } else if givingUpWhenFull {
        return
      } else if readingAlong {
        let ready = try PairPoll.wait(socket.number, for: [.readable, .writable], or: -1, timeout: .never)
        if ready.first.contains(.readable) { _ = try receive() }
      } else {
        _ = try PairPoll.wait(socket.number, for: .writable, or: -1, timeout: .never)
      }
    }
  }

  /// Sends as much of `bytes` as the server and the kernel take.
  ///
  /// - Returns: How many bytes that were; fewer than there are when nothing was taken for half a second.
  package func sendSome(of bytes: [UInt8]) throws -> Int {
    var rest = bytes[...]
    while !rest.isEmpty {
      // The array outlives the call.
      if let sent = try unsafe rest.withUnsafeBytes({ try unsafe socket.send($0) }) {
        rest.removeFirst(sent)
      } else {
        let ready = try PairPoll.wait(
          socket.number, for: .writable, or: -1, timeout: .after(.milliseconds(500)))
        if ready.first.isEmpty { break }
      }
    }
    return bytes.count - rest.count
  }

  /// Tells the server that no more comes.
  package func finishSending() throws { try socket.finishSending() }

  /// A GET on this connection, and its response.
  package func get(_ path: String = "/") throws -> Answer {
    try send("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n")
    return try next()
  }

  /// The next response, interim ones included; what has come if the connection ends before it is complete.
  package func next() throws -> Answer {
    let separator = Array("\r\n\r\n".utf8)
    while true {
      if let end = received.firstRange(of: separator)?.upperBound {
        let head = Answer(bytes: Array(received[..<end]), failure: nil)
        if let count = try length(of: head, from: end) {
          defer { received.removeFirst(end + count) }
          return Answer(bytes: Array(received[..<(end + count)]), failure: nil)
        }
      }
      guard try receive() else {
        defer { received = [] }
        return Answer(bytes: received, failure: received.isEmpty ? "closed" : "cut short")
      }
    }
  }

  /// Waits until something can be read, and leaves it unread.
  package func awaitBytes() throws {
    _ = try PairPoll.wait(socket.number, for: .readable, or: -1, timeout: .after(.seconds(30)))
  }

  /// Whether the server closes the connection without another byte.
  package func endsSilently() throws -> Bool {
    while try receive() {}
    return received.isEmpty && !hasWaitedTooLong
  }

  /// How many segments have come from the server that carried no bytes: the answer to the SYN, acknowledgements that were
  /// not sent along with anything, and an end of the stream of its own.
  ///
  /// - Returns: tcpi_segs_in less tcpi_data_segs_in, of the kernel's struct tcp_info (linux/tcp.h), which is longer than
  ///   the C library's.
  package func segmentsWithoutBytes() -> UInt32? {
    var info = [UInt32](repeating: 0, count: 40)
    var size = socklen_t(info.count * MemoryLayout<UInt32>.size)
    // The kernel writes at most `size` bytes into the array.
    let outcome = unsafe info.withUnsafeMutableBytes {
      unsafe getsockopt(socket.number, Int32(IPPROTO_TCP), TCP_INFO, $0.baseAddress, &size)
    }
    guard outcome == 0, Int(size) >= 156 else { return nil }
    return info[35] - info[38]
  }

  /// The bytes of the body behind `start`, framing included, nil while they are not complete.
  private func length(of head: Answer, from start: Int) throws -> Int? {
    if let status = head.status, status < 200 || status == 204 || status == 304 { return 0 }
    if head.field("transfer-encoding") == "chunked" {
      let last = Array("0\r\n\r\n".utf8)
      var position = start
      while let line = received[position...].firstRange(of: Array("\r\n".utf8)) {
        let text = String(decoding: received[position..<line.lowerBound], as: UTF8.self)
        guard let size = Int(text, radix: 16) else { return nil }
        guard received.count >= line.upperBound + size + 2 else { return nil }
        if size == 0 { return position + last.count - start }
        position = line.upperBound + size + 2
      }
      return nil
    }
    let count = head.field("content-length").flatMap { Int($0) } ?? 0
    return received.count - start >= count ? count : nil
  }

  /// Reads on; false at the end.
  private func receive() throws -> Bool {
    guard !isOver else { return false }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let deadline = SuspendingClock.now.advanced(by: .seconds(60))
    while SuspendingClock.now < deadline {
      // The buffer outlives the call.
      switch try unsafe buffer.withUnsafeMutableBytes({ try unsafe socket.receive(into: $0) }) {
      case .bytes(let count):
        received += buffer[..<count]
        return true
      case .end:
        isOver = true
        return false
      case .wouldBlock:
        _ = try PairPoll.wait(socket.number, for: .readable, or: -1, timeout: .after(.seconds(1)))
      }
    }
    isOver = true
    hasWaitedTooLong = true
    return false
  }
}
