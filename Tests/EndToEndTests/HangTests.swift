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
  }
}
