import LinuxIO

/// Many clients in one thread, each asking anew on the connection it has, and on a new one when the server says
/// `Connection: close`: clients that never repeat a request, so that whatever becomes of one counts.
package struct PersistentLoad: ~Copyable {
  private let address: SocketAddress
  private let request: [UInt8]
  private let poller: Poller
  private var clients: [Int32: ClientState] = [:]
  /// Answers with the status 200 that were complete.
  package private(set) var answered = 0
  /// Connections that ended because the server said so.
  package private(set) var closed = 0
  /// What became of every request that was not answered in that way.
  package private(set) var losses: [String] = []

  private final class ClientState {
    let socket: StreamSocket
    var received: [UInt8] = []
    /// The server has said that it closes.
    var isLast = false
    init(_ socket: consuming StreamSocket) { self.socket = socket }
  }

  package init(port: UInt16, path: String = "/") throws {
    let poller = try Poller(capacity: 64)
    address = try SocketAddress(parsing: "127.0.0.1:\(port)")
    request = Array("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
    self.poller = poller
  }

  /// Has `concurrency` clients ask until `isDone`, which is looked at after each answer; gives up when nothing comes for
  /// a minute.
  package mutating func run(concurrency: Int, until isDone: (_ answered: Int) throws -> Bool) throws {
    while true {
      while clients.count < concurrency { guard try begin() else { return } }
      let count = try poller.wait(.after(.seconds(60)))
      guard count > 0 else { return losses.append("nothing came within a minute") }
      for index in 0..<count {
        let before = answered
        try progress(Int32(poller.event(at: index).token))
        if answered > before, try isDone(answered) { return }
      }
    }
  }

  private mutating func begin() throws -> Bool {
    do {
      let socket = try StreamSocket.connect(to: address)
      try poller.watch(socket.number, for: .readable, token: UInt64(socket.number))
      let client = ClientState(socket)
      clients[client.socket.number] = client
      try ask(client)
      return true
    } catch {
      losses.append("cannot ask: \(error)")
      return losses.count < 100
    }
  }

  private func ask(_ client: ClientState) throws {
    // The request is far smaller than a socket's buffer and outlives the call.
    _ = try unsafe request.withUnsafeBytes { bytes in try unsafe client.socket.send(bytes) }
  }

  private mutating func progress(_ number: Int32) throws {
    guard let client = clients[number] else { return }
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    do {
      // The buffer outlives the call.
      switch try unsafe buffer.withUnsafeMutableBytes({ try unsafe client.socket.receive(into: $0) }) {
      case .bytes(let count): try take(buffer[..<count], client)
      case .wouldBlock: break
      case .end:
        if client.isLast, client.received.isEmpty {
          closed += 1
        } else {
          losses.append("closed under a request: \(String(decoding: client.received, as: UTF8.self))")
        }
        clients[number] = nil
      }
    } catch {
      losses.append("\(error)")
      clients[number] = nil
    }
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>, _ client: ClientState) throws {
    client.received += bytes
    let answer = Answer(bytes: client.received, failure: nil)
    guard answer.isComplete else { return }
    client.received = []
    if answer.status == 200 { answered += 1 } else { losses.append(answer.text) }
    client.isLast = answer.field("connection") == "close"
    if !client.isLast { try ask(client) }
  }
}
