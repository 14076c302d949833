import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// What a worker holds that crashes while there is nobody but workers that leave.
  @Suite struct Heirs {
    private func start(_ arguments: String...) throws -> (RunningProgram, UInt16) {
      let server = try RunningProgram(
        "ServerCLI", ["--listen", "127.0.0.1:0", "--keep-alive-timeout", "1h"] + arguments)
      return (server, try #require(server.port(), "\(server.log)"))
    }

    /// A client in the middle of a request is waited for, one that is idle only for a moment.
    private func beginRequest(_ client: Conversation) throws { try client.send("GET / HTTP/1.1\r\n") }

    private func endRequest(_ client: Conversation) throws -> Answer {
      try client.send("Host: test\r\n\r\n")
      return try client.next()
    }

    /// Another worker goes on with the request; then the client leaves, so that it can.
    private func expectHeir(of worker: Int32, for client: Conversation) throws {
      let answer = try endRequest(client)
      #expect(answer.status == 200 && answer.worker != worker)
      try client.finishSending()
    }

    /// Ends a worker that waits. What one has between its hands while it runs, a signal from outside may cut.
    private func crash(_ worker: Int32) throws {
      #expect(eventually { ProcessTable.isAtRest(worker) })
      try ProcessDescriptor(pid: worker).send(.segmentationFault)
    }

    /// The bug was that connections lay in a queue that nobody looked into, and were reset with the old server's end.
    @Test(arguments: ["1", "50"]) func anOldServerServesThemAfterAnUpgrade(connections: String) throws {
      let (server, port) = try start("--connections-per-worker", connections)
      let lineage = Lineage(server)
      let client = try Conversation(port: port)
      let holder = try #require(try client.get().worker)
      // Another old worker stays, so that the old server does not end.
      let other = try Conversation(port: port)
      #expect(try other.get().status == 200)
      try beginRequest(client)
      try beginRequest(other)
      #expect(try lineage.upgrade())
      #expect(eventually { server.children.count < 5 })
      try crash(holder)
      #expect(server.logs("worker crashed", "pid=\(holder)", "lost=0"))
      try expectHeir(of: holder, for: client)
      #expect(try endRequest(other).status == 200)
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(
        !server.log.contains("EPOLLEXCLUSIVE") && !server.log.contains("worker failed"), "\(server.log)")
    }

    @Test(arguments: ["1", "50"]) func theyAreServedWhenAllWereToldToLeave(connections: String) throws {
      let (server, port) = try start("--connections-per-worker", connections)
      let client = try Conversation(port: port)
      let holder = try #require(try client.get().worker)
      try beginRequest(client)
      try server.send(.windowChange)
      #expect(eventually { server.children == [holder] }, "\(server.children)")
      try crash(holder)
      try expectHeir(of: holder, for: client)
      #expect(eventually { server.children.isEmpty })
    }

    /// A download goes on in the next worker, though the server is stopping.
    @Test(arguments: ["1", "50"]) func aDownloadGoesOnDuringAStop(connections: String) throws {
      let folder = try TemporaryFolder()
      let words = Array(0..<UInt32(4 << 20))
      // An array of numbers has no padding.
      let content = unsafe words.withUnsafeBytes { unsafe Array($0) }
      try folder.write("large", Data(content))
      let (server, port) = try start("--connections-per-worker", connections, "--root", folder.path(""))
      let client = try Conversation(port: port)
      try client.send("GET /large HTTP/1.1\r\nHost: test\r\n\r\n")
      try client.awaitBytes()
      try server.send(.terminate)
      #expect(eventually { server.children.count == 1 }, "\(server.children)")
      let holder = try #require(server.children.first)
      // As long as it sends, the signal hits the answer that it is sending.
      #expect(eventually { ProcessTable.state(of: holder) == "S" })
      try crash(holder)
      #expect(server.logs("worker crashed", "handed-over=1", "lost=0"), "\(server.log)")
      let answer = try client.next()
      let isWhole = answer.body == content
      #expect(answer.status == 200 && isWhole, "\(answer.body.count) of \(content.count)")
      #expect(try server.exitStatus() == .exited(code: 0))
    }

    /// Nobody wants the rest of the body, but the answer has been given: no second one, and no reset that takes it away.
    @Test func anAnswerThatIsCompleteStaysSo() throws {
      let server = try RunningProgram("PoolFixture", ["trap"])
      let port = try #require(server.port())
      let client = try Conversation(port: port)
      try client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 60000\r\n\r\n")
      try client.send([UInt8](repeating: 0x61, count: 100))
      let answer = try client.next()
      let worker = try #require(answer.worker)
      #expect(answer.status == 200 && answer.isComplete)
      #expect(eventually { ProcessTable.state(of: worker) == "S" })
      try crash(worker)
      #expect(server.logs("worker crashed", "answer=complete"), "\(server.log)")
      #expect(try client.endsSilently())
    }
  }
}
