import LinuxIO

/// Many clients in one thread, each asking anew as soon as it is answered, every request on a connection of its own.
package struct Load: ~Copyable {
  private let addresses: [SocketAddress]
  private let request: [UInt8]
  private let poller: Poller
  private var clients: [Int32: ClientState] = [:]
  /// What has been answered or has failed so far.
  package private(set) var exchanges: [Answer] = []

  private final class ClientState {
    let socket: StreamSocket
    var received: [UInt8] = []
    init(_ socket: consuming StreamSocket) { self.socket = socket }
  }

  package init(port: UInt16, path: String = "/") throws {
    try self.init(addresses: ["127.0.0.1:\(port)"], path: path)
  }

  /// The clients take turns with the addresses.
  package init(addresses texts: [String], path: String = "/") throws {
    let poller = try Poller(capacity: 64)
    addresses = try texts.map { try SocketAddress(parsing: $0) }
    request = Array("GET \(path) HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n".utf8)
    self.poller = poller
  }

  package var failures: [Answer] { exchanges.filter { $0.status != 200 || !$0.isComplete } }

  /// Keeps `concurrency` requests under way until `total` are done or a minute passes without one; `between` runs
  /// after each.
  package mutating func run(
    total: Int, concurrency: Int, between: (_ done: Int) throws -> Void = { _ in }
  ) throws {
    let goal = exchanges.count + total
    var begun = exchanges.count
    while exchanges.count < goal {
      while clients.count < concurrency, begun < goal {
        try begin(addresses[begun % addresses.count])
        begun += 1
      }
      guard !clients.isEmpty else { continue }
      let before = exchanges.count
      let count = try poller.wait(.after(.seconds(60)))
      guard count > 0 else { return abandon() }
      for index in 0..<count { try progress(Int32(poller.event(at: index).token)) }
      // One turn may bring several answers, and whoever waits for the hundredth must hear of it.
      for done in (before + 1)..<max(before + 1, exchanges.count + 1) { try between(done) }
    }
  }

  private mutating func begin(_ address: SocketAddress) throws {
    do {
      let socket = try StreamSocket.connect(to: address)
      let number = socket.number
      // The request is far smaller than a socket's buffer and outlives the call.
      _ = try unsafe request.withUnsafeBytes { bytes in try unsafe socket.send(bytes) }
      try poller.watch(number, for: .readable, token: UInt64(number))
      clients[number] = ClientState(socket)
    } catch {
      exchanges.append(Answer(bytes: [], failure: "\(error)"))
    }
  }

  private mutating func progress(_ number: Int32) throws {
    guard let client = clients[number] else { return }
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    do {
      // The buffer outlives the call.
      let outcome = try unsafe buffer.withUnsafeMutableBytes { bytes in
        try unsafe client.socket.receive(into: bytes)
      }
      switch outcome {
      case .bytes(let count): client.received += buffer[..<count]
      case .wouldBlock: break
      case .end: end(number, client, nil)
      }
    } catch {
      end(number, client, "\(error)")
    }
  }

  private mutating func end(_ number: Int32, _ client: ClientState, _ failure: String?) {
    exchanges.append(Answer(bytes: client.received, failure: failure))
    clients[number] = nil
  }

  private mutating func abandon() {
    for (number, client) in clients { end(number, client, "no answer within a minute") }
  }
}
