import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// Behind a load balancer that speaks the PROXY protocol.
  @Suite struct Proxy {
    private static let request = Array("GET / HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
    /// From 192.0.2.7, port 4660, with four bytes of extensions.
    private static let block: [UInt8] =
      Array("\r\n\r\n\0\r\nQUIT\n".utf8) + [0x21, 0x11, 0, 16, 192, 0, 2, 7, 127, 0, 0, 1, 0x12, 0x34, 0, 80]
      + [4, 0, 1, 9]

    private func start(trusting networks: String, _ more: String...) throws -> (RunningProgram, UInt16) {
      let server = try RunningProgram(
        "ServerCLI",
        ["--listen", "127.0.0.1:0", "--proxy-protocol-from", networks, "--log-level", "debug"] + more)
      return (server, try #require(server.port(), "\(server.log)"))
    }

    @Test(arguments: ["1", "50"]) func trueAddressIsTakenFromATrustedPeerHoweverItIsCut(model: String) throws
    {
      let (server, port) = try start(trusting: "10.0.0.0/8,127.0.0.0/8", "--connections-per-worker", model)
      let line = Array("PROXY TCP6 2001:db8::7 2001:db8::1 4660 80\r\n".utf8)
      for (header, client) in [(line, "client=[2001:db8::7]:4660"), (Self.block, "client=192.0.2.7:4660")] {
        let whole = try Conversation(port: port)
        try whole.send(header + Self.request)
        #expect(try whole.next().status == 200)
        // The header belongs to the connection and not to each request.
        #expect(try whole.get().status == 200)
        let cut = try Conversation(port: port)
        for byte in header + Self.request { try cut.send([byte]) }
        #expect(try cut.next().status == 200)
        #expect(eventually { server.logLines.filter { $0.contains(client) }.count == 2 }, "\(server.log)")
      }
    }

    @Test func theProxyItselfNeedsNoClient() throws {
      let (server, port) = try start(trusting: "127.0.0.1")
      let local: [UInt8] = Array("\r\n\r\n\0\r\nQUIT\n".utf8) + [0x20, 0, 0, 0]
      for header in [local, Array("PROXY UNKNOWN\r\n".utf8)] {
        let check = try Conversation(port: port)
        try check.send(header + Self.request)
        #expect(try check.next().status == 200)
      }
      #expect(!server.log.contains("client="))
    }

    @Test(arguments: ["1", "50"]) func aTrustedPeerWithoutAHeaderIsCutOff(model: String) throws {
      let (server, port) = try start(trusting: "127.0.0.0/8", "--connections-per-worker", model)
      let broken = Self.block.prefix(12) + [0x31, 0x11, 0, 12]
      for start in [Self.request, Array("PROXY TCP4 1 2 3 4\r\n".utf8), Array(broken)] {
        let client = try Conversation(port: port)
        try client.send(start)
        // Closed with unread input, so the end may come as a reset.
        #expect((try? client.endsSilently()) ?? true)
      }
      #expect(server.logs("connection ended early", "proxyHeader"))
      #expect(!server.log.contains("worker died"))
    }

    @Test func aHeaderThatDoesNotComeIsWaitedForAsLongAsAHead() throws {
      let (server, port) = try start(trusting: "127.0.0.1", "--header-timeout", "50ms")
      for start in [[], Array("PROXY TCP4".utf8)] {
        let client = try Conversation(port: port)
        try client.send(start)
        #expect((try? client.endsSilently()) ?? true)
      }
      #expect(ProcessTable.isAlive(server.pid) && !server.log.contains("worker died"))
    }

    @Test func fromAnyoneElseItIsARequestThatIsRefused() throws {
      let (server, port) = try start(trusting: "10.0.0.0/8,::1,unix")
      let liar = try Conversation(port: port)
      try liar.send(Array("PROXY TCP4 192.0.2.7 192.0.2.1 4660 80\r\n".utf8) + Self.request)
      // To a parser of HTTP it is a line of too many words.
      #expect(try liar.next().status == 400)
      let other = try Conversation(port: port)
      try other.send(Self.block + Self.request)
      #expect(try other.next().status == 400)
      #expect(try Client.get(port: port).status == 200)
      #expect(!server.log.contains("client="))
    }

    @Test func aUnixSocketCanBeTrusted() throws {
      let folder = try TemporaryFolder()
      let socket = "unix:\(folder.path("server.sock"))"
      let (server, port) = try start(trusting: "unix", "--listen", socket)
      #expect(server.addresses(2).contains(socket))
      let proxied = try Conversation(to: socket)
      try proxied.send(Self.block + Self.request)
      #expect(try proxied.next().status == 200)
      #expect(server.logs("client=192.0.2.7:4660", "proxy=unix:"))
      #expect(try Client.get(port: port).status == 200)
    }
  }
}
