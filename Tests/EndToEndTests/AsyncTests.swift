import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// Async handlers, as many in one worker as it holds connections.
  @Suite struct AsyncHandlers {
    let server: RunningProgram
    let port: UInt16

    init() throws {
      server = try RunningProgram("PoolFixture", ["async"])
      port = try #require(server.port())
    }

    private func count(_ name: String) throws -> Int? {
      let body = try Client.get("/count/\(name)", port: port).body
      return Int(String(decoding: body.dropLast(), as: UTF8.self))
    }

    private func ask(_ path: String, _ fields: String = "") -> String {
      "GET \(path) HTTP/1.1\r\nHost: test\r\n\(fields)\r\n"
    }

    /// None is answered before all are in hand, and then all sleep at once.
    @Test func twoHundredRequestsAreInHandAtOnceOnOneThread() throws {
      let clients = try (0..<200).map { _ in try Conversation(port: port) }
      for client in clients { try client.send(ask("/meet-asleep/200")) }
      for client in clients { #expect(try client.next().status == 200) }
      #expect(try Client.get("/thread", port: port).text.hasSuffix("true 1\n"))
      #expect(server.children.count == 1)
    }

    @Test func requestsShareAnActor() throws {
      let clients = try (0..<20).map { _ in try Conversation(port: port) }
      for _ in 0..<5 {
        for client in clients { try client.send(ask("/add/x")) }
        for client in clients { #expect(try client.next().status == 200) }
      }
      #expect(try count("x") == 100)
    }

    @Test func childTasksSleepTogetherAndTheMainActorIsTheWorkersThread() throws {
      #expect(try Client.get("/group/5", port: port).text.hasSuffix("\r\n\r\n10\n"))
      #expect(try Client.get("/main", port: port).text.hasSuffix("\r\n\r\ntrue\n"))
      #expect(try Client.get("/thread", port: port).text.hasSuffix("true 1\n"))
    }

    /// A shorter sleep does not overtake a longer one of the same connection.
    @Test func pipelinedRequestsAreAnsweredInTheirOrder() throws {
      let client = try Conversation(port: port)
      let paths = ["/sleep/60", "/sleep/1", "/a", "/yield", "/sleep/1/b", "/c"]
      try client.send(paths.map { ask($0) }.joined())
      for path in paths {
        let answer = try client.next()
        #expect(answer.status == 200 && answer.text.hasSuffix(" \(path)\n"))
        #expect(answer.field("Connection") == nil)
      }
      #expect(try client.get("/later").status == 200)
    }

    @Test func anOldClientIsAnsweredAndItsConnectionCloses() throws {
      let fixed = try Client.request("GET /yield HTTP/1.0\r\n\r\n", port: port)
      #expect(fixed.isComplete && fixed.status == 200)
      let stream = try Client.request(
        "POST /echo HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello", port: port)
      #expect(stream.text.hasSuffix("\r\n\r\nhello") && stream.field("Transfer-Encoding") == nil)
    }

    @Test func theAnswerToHeadHasNoContent() throws {
      let text = try Client.request(
        "HEAD /yield HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n", port: port
      ).text
      #expect(text.hasPrefix("HTTP/1.1 200 ") && text.hasSuffix("\r\n\r\n"))
      #expect(text.contains("Content-Length: "))
    }

    @Test func methodsThatAreTheServersAreNotTheHandlers() throws {
      let answer = try Client.request(
        "OPTIONS * HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n", port: port)
      #expect(answer.status == 204 && answer.field("Allow") == "GET, HEAD, POST")
    }

    /// The body is invited when the handler asks for it, and not before.
    @Test func aBodyIsInvitedWhenItIsWanted() throws {
      let client = try Conversation(port: port)
      try client.send("POST /sum HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
      #expect(try client.next().status == 100)
      try client.send("abc")
      #expect(try client.next().text.hasSuffix("3 96354\n"))
      #expect(try client.get("/next").status == 200)
    }

    @Test func aBodyThatBreaksTheRulesIsRefused() throws {
      let answer = try Client.request(
        "POST /sum HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", port: port)
      #expect(answer.status == 400)
    }

    @Test func handlersThatFailAreAnsweredWith500() throws {
      #expect(try Client.get("/nothing", port: port).status == 500)
      // Nothing of it had left.
      let short = try Client.get("/short", port: port)
      #expect(short.status == 500 && short.isComplete)
      #expect(server.logs("a handler's response was refused"))
    }

    @Test func whatAHandlerLeavesOfABodyIsSkipped() throws {
      let client = try Conversation(port: port)
      try client.send("POST /a HTTP/1.1\r\nHost: test\r\nContent-Length: 30000\r\n\r\n")
      #expect(try client.next().status == 200)
      try client.send(String(repeating: "x", count: 30_000) + ask("/b"))
      let answer = try client.next()
      #expect(answer.status == 200 && answer.text.hasSuffix(" /b\n"))
    }

    @Test func bytesComeBackAsTheyWereSent() throws {
      let client = try Conversation(port: port)
      let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
      try client.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.count)\r\n\r\n")
      try client.send(body, readingAlong: true)
      #expect(try client.next().unchunkedBody == body)
    }

    // MARK: - Back-pressure

    /// While the handler does not ask, the kernel's buffers fill and the client has to wait; others are served.
    @Test func aBodyThatNobodyReadsStaysWithItsClient() throws {
      let client = try Conversation(port: port)
      let body = [UInt8](repeating: 0x61, count: 32 << 20)
      try client.send("POST /held/2 HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.count)\r\n\r\n")
      let sent = try client.sendSome(of: body)
      #expect(sent < body.count)
      #expect(try count("read") == 0)
      #expect(try Client.get("/meet/2", port: port).status == 200)
      try client.send(Array(body[sent...]))
      #expect(try client.next().text.contains("\r\n\r\n\(body.count) "))
      #expect(try count("read") == body.count)
    }

    @Test func aHandlerWaitsForAClientThatDoesNotRead() throws {
      let client = try Conversation(port: port)
      try client.send(ask("/stream/64", "Connection: close\r\n"))
      #expect(try eventually { (try count("written") ?? 0) > 0 })
      // What fits into the sockets of both sides is little; once that is full the number stays.
      var last = -1
      #expect(
        try eventually {
          Pause.block(for: .milliseconds(50))
          defer { last = (try? count("written")) ?? nil ?? 0 }
          return try count("written") == last
        })
      #expect(last < 64)
      let answer = try client.next()
      #expect(answer.body.count == 64 << 20)
      #expect(try count("written") == 64)
    }

    // MARK: - Cancellation

    @Test func aHandlerIsCancelledWhenItsClientLeaves() throws {
      do {
        let waiting = try Conversation(port: port)
        try waiting.send(ask("/wait"))
        let events = try Conversation(port: port)
        try events.send(ask("/events"))
        try events.awaitBytes()
        let stream = try Conversation(port: port)
        try stream.send(ask("/stream/64"))
        #expect(try eventually { (try count("written") ?? 0) > 0 })
      }
      #expect(try eventually { try count("cancelled") == 1 })
      #expect(try eventually { try count("events-cancelled") == 1 })
      #expect(try eventually { try count("failed-clientGone") == 1 })
    }

    /// Tasks answer one request after another, and to be cancelled cannot be undone.
    @Test func theNextRequestsAreNotCancelledWithOneWhoseClientLeft() throws {
      do {
        let clients = try (0..<3).map { _ in try Conversation(port: port) }
        for client in clients { try client.send(ask("/wait")) }
      }
      #expect(try eventually { try count("cancelled") == 3 })
      let clients = try (0..<6).map { _ in try Conversation(port: port) }
      // In hand at once, so that no idle task is passed over.
      for client in clients { try client.send(ask("/is-cancelled/6")) }
      for client in clients { #expect(try client.next().text.hasSuffix("\r\n\r\nfalse\n")) }
    }

    /// Cancellation asks only: who answers all the same reaches a client that still reads.
    @Test func aClientThatEndedItsDirectionIsStillAnswered() throws {
      let client = try Conversation(port: port)
      try client.send(ask("/wait"))
      try client.finishSending()
      #expect(try client.next().status == 200)
    }
  }
}
