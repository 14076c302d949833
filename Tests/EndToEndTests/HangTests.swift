import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// Workers that do not die but do nothing either.
  @Suite struct Hangs {
    private func start(_ mode: String) throws -> (RunningProgram, UInt16) {
      let server = try RunningProgram("PoolFixture", [mode])
      return (server, try #require(server.port()))
    }

    @Test func aHandlerWithoutEndIsAbortedAndItsClientTold() throws {
      let (server, port) = try start("hang")
      let client = try Conversation(port: port)
      try client.send("GET /loop HTTP/1.1\r\nHost: test\r\n\r\n")
      #expect(try client.next().status == 503, "\(server.log)")
      #expect(
        server.logs(
          "worker was at one request for too long", "request=GET /loop", "reason=request-timeout",
          "status=SIGABRT"))
      #expect(try Client.get(port: port).status == 200)
    }

    @Test func aStoppedWorkerIsReplaced() throws {
      let (server, port) = try start("hang")
      // Both wait for connections: one that is stopped before is late, which is told otherwise.
      #expect(
        eventually {
          let children = server.children
          return children.count == 2
            && children.allSatisfy { ProcessTable.systemCall(of: $0) == ProcessTable.epollWait }
        })
      let victim = try #require(server.children.first)
      try ProcessDescriptor(pid: victim).send(.stop)
      // It cannot hear the order to abort, so that it has to be killed in the end.
      #expect(server.logs("worker gave no sign of life", "pid=\(victim)", "status=SIGKILL"), "\(server.log)")
      #expect(eventually { server.children.count == 2 && !server.children.contains(victim) })
      #expect(try Client.get(port: port).status == 200)
    }

    /// A supervisor that was stopped itself has seen no time pass, and blames nobody.
    @Test func aFrozenServerKillsNobodyWhenItGoesOn() throws {
      let (server, port) = try start("hang")
      #expect(eventually { server.children.count == 2 })
      let children = server.children
      for pid in children { try ProcessDescriptor(pid: pid).send(.stop) }
      try server.send(.stop)
      #expect(eventually { ProcessTable.state(of: server.pid) == "T" })
      Pause.block(for: .seconds(4))
      for pid in children { try ProcessDescriptor(pid: pid).send(.continue) }
      try server.send(.continue)
      for _ in 0..<20 {
        #expect(try Client.get(port: port).status == 200)
        Pause.block(for: .milliseconds(50))
      }
      #expect(
        Set(server.children).isSuperset(of: children) && !server.log.contains("aborted"), "\(server.log)")
    }

    /// Others of the same worker notice nothing.
    @Test(arguments: ["/loop", "/block", "/churn"]) func theOtherConnectionsSurviveTheAbort(path: String)
      throws
    {
      let (server, port) = try start("hangMultiplexed")
      let others = try (0..<50).map { _ in try Conversation(port: port) }
      for client in others { #expect(try client.get().status == 200) }
      let hung = try Conversation(port: port)
      #expect(try hung.get(path).status == 503, "\(server.log)")
      for client in others { #expect(try client.get().status == 200) }
      #expect(server.logs("worker was at one request for too long", "request=GET \(path)", "lost=0"))
    }

    @Test func aWorkerThatIgnoresTheOrderToAbortIsKilled() throws {
      let (server, port) = try start("hang")
      let client = try Client(port: port)
      try client.send("GET /deaf HTTP/1.1\r\nHost: test\r\n\r\n")
      #expect(client.finish().bytes.isEmpty)
      #expect(
        server.logs(
          "worker was at one request for too long", "request=GET /deaf", "reason=request-timeout",
          "status=SIGKILL"))
      #expect(try Client.get(port: port).status == 200)
    }

    /// The clock stands still while a handler waits for its client.
    @Test(arguments: ["hang", "hangMultiplexed"]) func aSlowUploadIsNoHang(mode: String) throws {
      let (server, port) = try start(mode)
      let client = try Conversation(port: port)
      try client.send("POST /sum HTTP/1.1\r\nHost: test\r\nContent-Length: 60000\r\n\r\n")
      for _ in 0..<30 {
        try client.send([UInt8](repeating: 1, count: 2000))
        Pause.block(for: .milliseconds(100))
      }
      let answer = try client.next()
      #expect(answer.status == 200 && answer.text.contains("60000 "))
      #expect(!server.log.contains("aborted"))
    }

    @Test(arguments: ["1", "50"]) func aSlowDownloadIsNoHang(connections: String) throws {
      let folder = try TemporaryFolder()
      try folder.write("large", Data(repeating: 7, count: 24 << 20))
      let server = try RunningProgram(
        "ServerCLI",
        [
          "--listen", "127.0.0.1:0", "--root", folder.path(""), "--request-timeout", "1s",
          "--connections-per-worker", connections,
        ])
      let client = try Conversation(port: try #require(server.port()))
      try client.send("GET /large HTTP/1.1\r\nHost: test\r\n\r\n")
      Pause.block(for: .seconds(3))
      let answer = try client.next()
      #expect(answer.status == 200 && answer.isComplete && answer.body.count == 24 << 20)
      #expect(!server.log.contains("aborted"))
    }
  }
}
