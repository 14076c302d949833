import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// Async handlers at work when their worker leaves or crashes.
  @Suite struct AsyncHandlersAtTheEnd {
    private func start(_ mode: String) throws -> (RunningProgram, UInt16) {
      let server = try RunningProgram("PoolFixture", [mode])
      return (server, try #require(server.port()))
    }

    private func ask(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n" }

    private func send(_ path: String, _ port: UInt16) throws -> Conversation {
      let client = try Conversation(port: port)
      try client.send(ask(path))
      return client
    }

    private func count(_ name: String, is number: Int, _ port: UInt16) throws -> Bool {
      try Client.get("/count/\(name)", port: port).text.hasSuffix("\r\n\r\n\(number)\n")
    }

    /// What has an end is completed, and what has none is told to end.
    @Test(arguments: [Signal.hangup, .terminate])
    func requestsAreCompletedAndStreamsCancelledWhenTheWorkerLeaves(signal: Signal) throws {
      let (server, port) = try start("async")
      let events = try send("/events", port)
      try events.awaitBytes()
      let sleeping = try send("/sleep/1500", port)
      let idle = try Conversation(port: port)
      #expect(try idle.get("/yield").status == 200)
      let old = server.children
      try server.send(signal)
      #expect(try sleeping.next().text.contains("/sleep/1500"))
      let stream = try events.next()
      #expect(stream.failure == nil)
      #expect(String(decoding: stream.unchunkedBody, as: UTF8.self).hasSuffix("data: end\n\n"))
      #expect(eventually { old.allSatisfy { !ProcessTable.isAlive($0) } })
      if signal == .hangup {
        #expect(try Client.get("/yield", port: port).status == 200)
      } else {
        #expect(try server.exitStatus() == .exited(code: 0))
      }
    }

    /// One connection at a time: idle ones go when others wait.
    @Test func aWorkerOfOneConnectionServesOneRequestAtATime() throws {
      let (server, port) = try start("asyncOne")
      let clients = try (0..<40).map { _ in try Conversation(port: port) }
      for client in clients { try client.send(ask("/sleep/5")) }
      for client in clients { #expect(try client.next().status == 200) }
      #expect(server.logLines.allSatisfy { !$0.contains("worker crashed") }, "\(server.log)")
    }

    // MARK: - Crashes

    /// Interleaved requests die together, and none goes without an answer.
    @Test func aTrapIsAnsweredToAllThatAreInHandAndIdleConnectionsGoOn() throws {
      let (server, port) = try start("async")
      let idle = try (0..<5).map { _ in try Conversation(port: port) }
      for client in idle { #expect(try client.get("/yield").status == 200) }
      let partial = try Conversation(port: port)
      try partial.send("GET /late HTTP/1.1\r\nHost: te")
      let oldest = try send("/meet/1000/oldest", port)
      #expect(try eventually { try count("arrived", is: 1, port) })
      let waiting = try (0..<20).map { _ in try send("/meet/1000", port) }
      let begun = try send("/begin", port)
      try begun.awaitBytes()
      #expect(try eventually { try count("arrived", is: 21, port) })
      let trap = try send("/trap", port)
      for client in waiting + [oldest, trap] {
        let answer = try client.next()
        #expect(answer.status == 500 && answer.isComplete)
      }
      #expect(try begun.next().failure == "cut short")
      for client in idle { #expect(try client.get("/after").status == 200) }
      try partial.send("st\r\n\r\n")
      #expect(try partial.next().text.contains("/late"))
      #expect(server.logs("worker crashed", "request=GET /meet/1000/oldest", "answer=sent", "lost=0"))
      #expect(server.logLines.filter { $0.contains("worker crashed") }.count == 1)
    }

    /// The innocent are tried again with the guilty, which is answered when it crashes the second time.
    @Test func aRetryAnswersThoseThatDidNotTrap() throws {
      let (server, port) = try start("asyncRetried")
      defer { withExtendedLifetime(server) {} }
      let first = try Conversation(port: port)
      #expect(try first.get("/yield").status == 200)
      let trap = try send("/trap", port)
      #expect(try trap.next().status == 500)
      #expect(try first.get("/yield").status == 200)
      #expect(server.logs("worker crashed", "answer=left-to-another-worker"))
    }

    @Test func aRequestThatBlocksTheThreadIsEndedInTime() throws {
      let (server, port) = try start("asyncHang")
      let waiting = try send("/wait", port)
      let blocking = try send("/block/600000", port)
      #expect(try blocking.next().status == 503)
      #expect(try waiting.next().status == 503)
      // The one that is named is the oldest in hand: the other one if the same worker has both.
      #expect(server.logs("was at one request for too long", "reason=request-timeout"), "\(server.log)")
    }
  }
}
