import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// What holds in both models: one connection at a time in a worker, and many.
  @Suite struct Connections {
    static let models = ["1", "100"]

    private func start(_ model: String, _ arguments: String...) throws -> (RunningProgram, UInt16) {
      let server = try RunningProgram(
        "ServerCLI", ["--listen", "127.0.0.1:0", "--connections-per-worker", model] + arguments)
      return (server, try #require(server.port(), "\(server.log)"))
    }

    @Test("RFC 9112 9.3: a connection persists", arguments: models)
    func aConnectionPersists(model: String) throws {
      let (server, port) = try start(model)
      let client = try Conversation(port: port)
      for _ in 0..<100 {
        let answer = try client.get()
        #expect(answer.status == 200 && answer.field("connection") == nil)
      }
      try client.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: foo, CLOSE\r\n\r\n")
      #expect(try client.next().field("connection") == "close")
      #expect(try client.endsSilently() && ProcessTable.isAlive(server.pid))
    }

    @Test("RFC 9112 9.3.2: pipelined requests are answered in order", arguments: models)
    func pipelinedRequestsAreAnsweredInOrder(model: String) throws {
      let (server, port) = try start(model)
      let client = try Conversation(port: port)
      let bodies = (0..<200).map { "body number \($0)" }
      try client.send(
        bodies.map { "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: \($0.utf8.count)\r\n\r\n\($0)" }.joined())
      for body in bodies { #expect(try client.next().body == Array(body.utf8)) }
      #expect(ProcessTable.isAlive(server.pid))
    }

    @Test("RFC 9112 7.1: a chunked body is echoed, whatever its pieces", arguments: models)
    func aChunkedBodyIsEchoedByteByByte(model: String) throws {
      let (server, port) = try start(model)
      let client = try Conversation(port: port)
      let request =
        "PUT /x HTTP/1.1\r\nHost: t\r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n"
      for _ in 0..<3 {
        for byte in request.utf8 { try client.send([byte]) }
        let answer = try client.next()
        #expect(answer.status == 200 && answer.field("content-type") == "a/b", "\(answer.text)")
        #expect(answer.unchunkedBody == Array("hello world".utf8))
      }
      #expect(ProcessTable.isAlive(server.pid))
    }

    @Test("RFC 9110 8.6: a large body is echoed", arguments: models)
    func aLargeBodyIsEchoed(model: String) throws {
      let (server, port) = try start(model)
      let client = try Conversation(port: port)
      let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      try client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: \(body.count)\r\n\r\n")
      // The classic model streams: what it sends back must be read while the rest is sent.
      try client.send(body, readingAlong: true)
      #expect(try client.next().body == body)
      #expect(ProcessTable.isAlive(server.pid))
    }

    @Test("RFC 9110 10.1.1: Expect: 100-continue invites the body", arguments: models)
    func expectContinueInvitesTheBody(model: String) throws {
      let (server, port) = try start(model)
      let client = try Conversation(port: port)
      try client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
      #expect(try client.next().status == 100)
      try client.send("abc")
      #expect(try client.next().status == 200)
      try client.send("GET / HTTP/1.1\r\nHost: t\r\nExpect: magic\r\n\r\n")
      #expect(try client.next().status == 417 && ProcessTable.isAlive(server.pid))
    }

    @Test("RFC 9112 9.3: HTTP/1.0 persists only if asked", arguments: models)
    func http10PersistsOnlyIfAsked(model: String) throws {
      let (server, port) = try start(model)
      let client = try Conversation(port: port)
      try client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
      #expect(try client.next().field("connection") == "keep-alive")
      try client.send("GET / HTTP/1.0\r\n\r\n")
      #expect(try client.next().field("connection") == "close")
      #expect(try client.endsSilently() && ProcessTable.isAlive(server.pid))
    }

    @Test("RFC 9112 9.6: the last response says close", arguments: models)
    func theLastResponseSaysClose(model: String) throws {
      let (server, port) = try start(model, "--max-requests-per-connection", "3")
      let client = try Conversation(port: port)
      #expect(try client.get().field("connection") == nil)
      #expect(try client.get().field("connection") == nil)
      #expect(try client.get().field("connection") == "close")
      #expect(try client.endsSilently() && ProcessTable.isAlive(server.pid))
    }

    @Test(
      "The end of the stream leaves in the segment that ends the last response", arguments: models,
      ["Connection: close\r\n", ""])
    func theEndLeavesWithTheLastResponse(model: String, fields: String) throws {
      let (server, port) = try start(model, "--max-requests-per-connection", "1")
      let client = try Conversation(port: port)
      try client.send("GET / HTTP/1.1\r\nHost: test\r\n\(fields)\r\n")
      #expect(try client.next().status == 200)
      #expect(try client.endsSilently() && ProcessTable.isAlive(server.pid))
      // The answer to the SYN, and as a rule the acknowledgement of the request.
      #expect(try #require(client.segmentsWithoutBytes()) <= 2)
    }

    @Test("A client may send much and end its direction before it reads", arguments: models)
    func muchIsSentAheadOfTheEnd(model: String) throws {
      // What does not notice the end must not be saved by a timeout.
      let (server, port) = try start(
        model, "--max-requests-per-connection", "0", "--keep-alive-timeout", "1h")
      let client = try Conversation(port: port)
      let count = 1000
      // More than twice what a worker reads before it is the others' turn.
      let padding = String(repeating: "x", count: 100)
      let request = "GET / HTTP/1.1\r\nHost: test\r\nX: \(padding)\r\n\r\n"
      try client.send(Array(String(repeating: request, count: count).utf8), readingAlong: true)
      try client.finishSending()
      var answers = 0
      while try client.next().status == 200 { answers += 1 }
      #expect(answers == count && !client.hasWaitedTooLong && ProcessTable.isAlive(server.pid))
    }

    @Test("RFC 9112 9.5: an idle connection is closed after the keep-alive timeout", arguments: models)
    func anIdleConnectionIsClosed(model: String) throws {
      let (server, port) = try start(model, "--keep-alive-timeout", "50ms")
      let client = try Conversation(port: port)
      #expect(try client.get().status == 200)
      #expect(try client.endsSilently() && ProcessTable.isAlive(server.pid))
    }

    @Test("RFC 9110 15.5.9: a request that does not arrive is answered with 408", arguments: models)
    func aSlowRequestIsAnsweredWith408(model: String) throws {
      let (server, port) = try start(model, "--header-timeout", "50ms", "--body-timeout", "50ms")
      let slowHead = try Conversation(port: port)
      try slowHead.send("GET / HTTP/1.1\r\nHo")
      #expect(try slowHead.next().status == 408)
      let slowBody = try Conversation(port: port)
      try slowBody.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nabc")
      // The classic model has begun to echo; its response is cut, so that it cannot be taken for a whole one.
      let answer = try slowBody.next()
      #expect(answer.status == 408 || !answer.isComplete, "\(answer.text)")
      let silent = try Conversation(port: port)
      #expect(try silent.endsSilently() && ProcessTable.isAlive(server.pid))
    }

    struct Limit: Sendable {
      let request: String
      let status: Int
    }

    @Test(
      "RFC 9110 15.5: limits have their status", arguments: models,
      [
        Limit(request: "GET /\(String(repeating: "a", count: 300)) HTTP/1.1\r\nHost: t\r\n\r\n", status: 414),
        Limit(
          request: "GET / HTTP/1.1\r\nHost: t\r\nX: \(String(repeating: "a", count: 3000))\r\n\r\n",
          status: 431),
        Limit(
          request: "GET / HTTP/1.1\r\nHost: t\r\n\(String(repeating: "X: y\r\n", count: 30))\r\n", status: 431
        ),
        Limit(request: "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 101\r\n\r\n", status: 413),
        Limit(request: "FOO / HTTP/1.1\r\nHost: t\r\n\r\n", status: 501),
        Limit(request: "GET / HTTP/3.0\r\nHost: t\r\n\r\n", status: 505),
        Limit(request: "TRACE / HTTP/1.1\r\nHost: t\r\n\r\n", status: 405),
        Limit(request: "OPTIONS * HTTP/1.1\r\nHost: t\r\n\r\n", status: 204),
      ])
    func limitsHaveTheirStatus(model: String, limit: Limit) throws {
      let (server, port) = try start(
        model, "--max-request-line", "256", "--max-header-bytes", "2KiB", "--max-header-fields", "20",
        "--max-body",
        "100")
      let client = try Conversation(port: port)
      try client.send(limit.request)
      let answer = try client.next()
      #expect(answer.status == limit.status, "\(answer.text)")
      if [204, 405].contains(limit.status) { #expect(answer.field("allow")?.contains("GET") == true) }
      #expect(ProcessTable.isAlive(server.pid))
    }

    @Test("RFC 9112 9.6: a client that has finished sending still gets its answer", arguments: models)
    func aHalfClosedClientGetsItsAnswer(model: String) throws {
      let (server, port) = try start(model, "--keep-alive-timeout", "1h")
      let client = try Conversation(port: port)
      try client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
      try client.finishSending()
      #expect(try client.next().status == 200)
      #expect(try client.endsSilently() && ProcessTable.isAlive(server.pid))
    }

    /// A worker of many connections cannot wait for one of them, and must not keep what that one does not read in memory.
    @Test func anEchoThatIsNotReadDoesNotFillTheMemory() throws {
      let (server, port) = try start(
        "100", "--start-workers", "1", "--min-spare-workers", "1", "--max-spare-workers", "1",
        "--max-workers", "1")
      let child = try #require(eventually { server.children.count == 1 } ? server.children.first : nil)
      #expect(try Conversation(port: port).get().status == 200)
      let before = try #require(ProcessTable.peakMemory(of: child))
      let client = try Conversation(port: port)
      let body = [UInt8](repeating: 0x61, count: 12_000_000)
      try client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: \(body.count)\r\n\r\n")
      try client.send(body)
      try client.awaitBytes()
      // Another client's answer says that the worker is done with the first.
      #expect(try Conversation(port: port).get().status == 200)
      let memory = try #require(ProcessTable.peakMemory(of: child))
      #expect(memory < before + 6_000_000, "\(before), then \(memory) bytes")
      #expect(try client.next().body == body && ProcessTable.isAlive(server.pid))
    }

    /// The disk space of a large body is given back with its response, not with the next request.
    @Test func anAnsweredUploadLeavesNoFileOpen() throws {
      let (server, port) = try start(
        "100", "--start-workers", "1", "--min-spare-workers", "1", "--max-spare-workers", "1",
        "--max-workers", "1")
      let client = try Conversation(port: port)
      let body = [UInt8](repeating: 0x61, count: 400_000)
      let head = "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: \(body.count)\r\n\r\n"
      try client.send(head)
      try client.send(Array(body[1...]))
      let files = {
        server.children.reduce(0) { sum, child in
          sum + ProcessTable.descriptors(of: child).values.count { $0.contains("(deleted)") }
        }
      }
      #expect(eventually { files() == 1 })
      try client.send([0x61])
      #expect(try client.next().body == body)
      #expect(eventually { files() == 0 })
    }

    @Test("RFC 9112 8: a request that is cut short is answered with 400", arguments: models)
    func aBodyThatIsCutShort(model: String) throws {
      let (server, port) = try start(model)
      let client = try Conversation(port: port)
      try client.send("PUT / HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nabc")
      try client.finishSending()
      // The classic model has begun to echo when it notices; its response is cut then.
      let answer = try client.next()
      #expect(answer.status != 500 && !(answer.status == 200 && answer.isComplete), "\(answer.text)")
      #expect(ProcessTable.isAlive(server.pid))
    }

    @Test("A stop lets an idle connection's next request be answered", arguments: models)
    func aStopAnswersTheRequestThatIsOnItsWay(model: String) throws {
      let (server, port) = try start(model)
      let clients = try (0..<4).map { _ in try Conversation(port: port) }
      for client in clients { #expect(try client.get().status == 200) }
      try server.send(.terminate)
      // The orders to all workers are sent in one turn.
      #expect(server.logs("worker left", "reason=stop"))
      for client in clients { #expect(try client.get().field("connection") == "close") }
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(!server.log.contains("worker died"))
    }
  }
}
