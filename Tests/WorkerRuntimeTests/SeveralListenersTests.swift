import HTTPCore
import IPCProtocol
import LinuxIO
import TestSupport
import Testing

@testable import WorkerRuntime

extension WorkerTests {
  /// One worker that watches more than one listener, and what it knows of its clients.
  @Suite struct SeveralListeners {
    private static func makeListeners() throws -> [Listener] {
      try (0..<3).map { _ in try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 64) }
    }

    private func start(
      _ listeners: [Listener], connections: Int = 1, http: HTTPSettings = HTTPSettings(),
      handler: any RequestHandler = EchoPath()
    ) throws -> WorkerInChild {
      let worker = try WorkerInChild(
        settings: WorkerSettings(connectionsPerWorker: connections), http: http, listener: listeners[0],
        others: Array(listeners.dropFirst()), handler: handler)
      #expect(try worker.hears(.ready))
      return worker
    }

    @Test(arguments: [1, 10]) func emptiesEveryQueueWhenDraining(connections: Int) throws {
      let listeners = try Self.makeListeners()
      let worker = try start(listeners, connections: connections)
      try worker.process.send(.stop)
      let clients = try (0..<9).map { try Waiting(listeners[$0 % 3].address.port, path: "/\($0)") }
      for listener in listeners { try listener.stopQueueing() }
      #expect(try worker.channel.send(.drain) == .sent)
      try worker.process.send(.continue)
      for (index, client) in clients.enumerated() { #expect(client.finish().text.hasSuffix("/\(index)\n")) }
      #expect(worker.exitStatus() == .exited(code: 0))
      #expect(worker.slot.connectionsAccepted == 9)
    }

    /// A sibling that was woken for all of them and died: the kernel tells nobody else.
    @Test(arguments: [1, 10]) func looksAtEveryListenerWhenToldToLook(connections: Int) throws {
      let listeners = try Self.makeListeners()
      let sibling = try start(listeners)
      let worker = try start(listeners, connections: connections)
      try sibling.process.send(.stop)
      #expect(eventually { ProcessTable.state(of: sibling.process.pid) == "T" })
      let clients = try listeners.map { try Waiting($0.address.port, path: "/lost") }
      try sibling.process.send(.kill)
      #expect(sibling.exitStatus() == .killed(by: .kill))
      #expect(try worker.channel.send(.wake) == .sent)
      for client in clients { #expect(client.finish().text.hasSuffix("/lost\n")) }
      #expect(worker.slot.connectionsAccepted == 3)
    }

    @Test func tellsWhereTheClientIs() throws {
      let listeners = try Self.makeListeners()
      let worker = try start(listeners, handler: EchoClient())
      let client = try Client(port: listeners[1].address.port)
      try client.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
      #expect(client.finish().text.contains("\r\n\r\n127.0.0.1:"))
      withExtendedLifetime(worker) {}
    }

    @Test func tellsWhereTheClientOfATrustedProxyIs() throws {
      let listeners = try Self.makeListeners()
      let http = HTTPSettings(proxies: [try AddressRange(parsing: "127.0.0.0/8")])
      let worker = try start(listeners, http: http, handler: EchoClient())
      let client = try Client(port: listeners[2].address.port)
      try client.send("PROXY TCP4 192.0.2.7 192.0.2.1 4660 80\r\n")
      try client.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
      #expect(client.finish().text.hasSuffix("\r\n\r\n192.0.2.7:4660\n"))
      withExtendedLifetime(worker) {}
    }
  }
}

/// Answers with the client's address.
private struct EchoClient: RequestHandler {
  var allowedMethods: StaticString { "GET, HEAD" }

  func respond(to exchange: Exchange) throws(ExchangeError) {
    try exchange.respond(.ok, text: exchange.clientAddress.map { "\($0)" } ?? "unknown")
  }
}
