import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// What becomes of the clients of a worker that crashes.
  @Suite struct CrashAnswers {
    private func start(_ mode: String) throws -> (RunningProgram, UInt16) {
      let server = try RunningProgram("PoolFixture", [mode])
      return (server, try #require(server.port()))
    }

    private func ask(_ path: String, keepAlive: Bool = true) -> String {
      "GET \(path) HTTP/1.1\r\nHost: test\r\n\(keepAlive ? "" : "Connection: close\r\n")\r\n"
    }

    @Test(arguments: ["/trap", "/nil", "/cast", "/overflow", "/abort", "/heap", "/unsent"])
    func everyWayToCrashIsAnsweredWith500(path: String) throws {
      let (server, port) = try start("trap")
      let client = try Conversation(port: port)
      try client.send(ask(path))
      let answer = try client.next()
      #expect(answer.status == 500 && answer.isComplete, "\(server.log)")
      #expect(answer.field("Connection") == "close" && answer.field("Date") != nil)
      #expect(server.logs("worker crashed", "request=GET \(path)", "client=127.0.0.1:", "answer=sent"))
      #expect(server.logLines.filter { $0.contains("worker crashed") }.count == 1)
      #expect(try Client.get(port: port).status == 200)
    }

    @Test func aHeadRequestGetsNoContent() throws {
      let (server, port) = try start("trap")
      defer { withExtendedLifetime(server) {} }
      let client = try Client(port: port)
      try client.send("HEAD /trap HTTP/1.1\r\nHost: test\r\n\r\n")
      let text = String(decoding: client.finish().bytes, as: UTF8.self)
      #expect(text.hasPrefix("HTTP/1.1 500 ") && text.hasSuffix("\r\n\r\n"))
    }

    /// What a client asked for before is answered first.
    @Test func pipelinedRequestsAheadOfTheTrapAreAnswered() throws {
      let (server, port) = try start("trap")
      defer { withExtendedLifetime(server) {} }
      let client = try Conversation(port: port)
      try client.send(ask("/a") + ask("/b") + ask("/trap") + ask("/c"))
      #expect(try client.next().status == 200)
      #expect(try client.next().status == 200)
      #expect(try client.next().status == 500)
    }

    @Test func aResponseThatHasBegunToLeaveIsCut() throws {
      let (server, port) = try start("trap")
      let client = try Client(port: port)
      try client.send(ask("/partial"))
      let answer = client.finish()
      #expect(answer.status == 200 && !answer.isComplete)
      #expect(server.logs("worker crashed", "answer=cut"))
    }

    /// The answer must not be lost to a reset because of a body that nobody read.
    @Test func anUploadIsAnsweredWith500AsWell() throws {
      let (server, port) = try start("trap")
      defer { withExtendedLifetime(server) {} }
      let client = try Client(port: port)
      try client.send("POST /trap HTTP/1.1\r\nHost: test\r\nContent-Length: 300000\r\n\r\n")
      try client.send(String(repeating: "x", count: 300_000))
      #expect(client.finish().status == 500)
    }

    @Test func theOtherConnectionsOfAWorkerGoOn() throws {
      let (server, port) = try start("trapMultiplexed")
      let count = 200
      let clients = try (0..<count).map { _ in try Conversation(port: port) }
      for client in clients {
        try client.send(ask("/"))
        #expect(try client.next().status == 200)
      }
      // One has sent half of a request, another waits for nothing.
      try clients[1].send("GET /half HTTP/1.1\r\nHo")
      for round in 0..<2 {
        try clients[round * 100].send(ask("/trap"))
        #expect(try clients[round * 100].next().status == 500)
      }
      #expect(eventually { server.logLines.filter { $0.contains("worker crashed") }.count == 2 })
      #expect(server.logs("worker crashed", "handed-over=", "lost=0"))
      try clients[1].send("st: test\r\n\r\n")
      #expect(try clients[1].next().status == 200)
      for (index, client) in clients.enumerated() where index % 100 != 0 {
        try client.send(ask("/"))
        #expect(try client.next().status == 200, "connection \(index)")
      }
    }

    @Test func aSafeRequestIsTriedOnceMoreIfWanted() throws {
      let (server, port) = try start("trapRetried")
      let client = try Conversation(port: port)
      try client.send(ask("/once"))
      #expect(try client.next().status == 200, "\(server.log)")
      #expect(server.logs("worker crashed", "answer=left-to-another-worker"))
      // The connection goes on in the other worker.
      try client.send(ask("/"))
      #expect(try client.next().status == 200)
    }

    @Test func aRequestIsNeverTriedTwice() throws {
      let (server, port) = try start("trapRetried")
      let client = try Conversation(port: port)
      try client.send(ask("/trap"))
      #expect(try client.next().status == 500)
      #expect(eventually { server.logLines.filter { $0.contains("worker crashed") }.count == 2 })
      #expect(try Client.get(port: port).status == 200)
      #expect(server.logLines.filter { $0.contains("worker crashed") }.count == 2)
    }

    @Test func aRequestThatMayNotBeRepeatedIsNot() throws {
      let (server, port) = try start("trapRetried")
      let client = try Conversation(port: port)
      try client.send("POST /trap HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n")
      #expect(try client.next().status == 500)
      #expect(server.logs("worker crashed", "request=POST /trap", "answer=sent"))
    }
  }
}
