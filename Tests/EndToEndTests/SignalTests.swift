import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// What an operator's signals do; HUP and USR2 have suites of their own.
  @Suite struct Signals {
    private func start(_ arguments: String...) throws -> (RunningProgram, UInt16) {
      let server = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0"] + arguments)
      let port = try #require(server.port(), "\(server.log)")
      #expect(eventually { server.children.count >= 5 })
      return (server, port)
    }

    private func busy(_ server: RunningProgram, _ port: UInt16) throws -> Conversation {
      let client = try Conversation(port: port)
      try client.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
      #expect(
        eventually { server.children.contains { ProcessTable.systemCall(of: $0) == ProcessTable.sleep } })
      return client
    }

    @Test func quitWaitsLongerThanTheGracefulTimeout() throws {
      let (server, port) = try start("--dummy-delay", "500ms", "--graceful-timeout", "1ms")
      let client = try busy(server, port)
      try server.send(.quit)
      #expect(try client.next().status == 200)
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(server.log.contains("stopping when every worker has finished"))
    }

    @Test func termPutsALimitToQuit() throws {
      let (server, port) = try start("--dummy-delay", "1h", "--graceful-timeout", "1ms")
      let client = try busy(server, port)
      try server.send(.quit)
      #expect(server.logs("stopping when every worker has finished"))
      try server.send(.terminate)
      #expect(server.logs("stopping now"))
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(try client.endsSilently())
    }

    @Test func winchRetiresTheWorkersAndHupBringsThemBack() throws {
      let (server, port) = try start()
      try server.send(.windowChange)
      #expect(eventually { server.children.isEmpty })
      // Who comes meanwhile waits.
      let client = try Conversation(port: port)
      try client.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
      #expect(server.logs("retiring all workers"))
      #expect(server.children.isEmpty)
      try server.send(.hangup)
      #expect(try client.next().status == 200)
      #expect(eventually { server.children.count >= 5 })
    }

    @Test func ttinAndTtouMoveThePoolByOne() throws {
      let (server, _) = try start()
      try server.send(.terminalInput)
      #expect(server.logs("one worker more", "min-spare=6", "max-spare=11"))
      #expect(eventually { server.children.count == 6 })
      try server.send(.terminalOutput)
      #expect(server.logs("one worker fewer", "min-spare=5", "max-spare=10"))
      #expect(eventually { server.children.count == 5 })
    }

    /// Service managers can send any signal to every process of a service.
    @Test(arguments: [
      Signal.user1, .user2, .windowChange, .terminalInput, .terminalOutput, .hangup, .quit, .terminate,
      .interrupt,
    ])
    func noSignalButThoseThatKillHasAnEffectOnAWorker(signal: Signal) throws {
      let (server, port) = try start()
      let children = Set(server.children)
      for child in children { try ProcessDescriptor(pid: child).send(signal) }
      for _ in 0..<20 { #expect(try Client.get(port: port).status == 200) }
      #expect(children.allSatisfy { ProcessTable.isAlive($0) && ProcessTable.state(of: $0) != "T" })
      #expect(!server.log.contains("worker died"))
    }

    @Test func usr1ReachesEveryWorkerAndHarmsNobody() throws {
      let (server, port) = try start()
      let children = server.children
      try server.send(.user1)
      #expect(server.logs("received SIGUSR1"))
      for _ in 0..<20 { #expect(try Client.get(port: port).status == 200) }
      #expect(Set(server.children).isSuperset(of: children) && !server.log.contains("worker died"))
    }

    @Test func theHelpNamesThemAll() throws {
      let help = try RunningProgram("ServerCLI", ["--help"])
      #expect(try help.exitStatus() == .exited(code: 0))
      for name in ["TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "WINCH", "TTIN", "TTOU"] {
        #expect(help.output.contains("  \(name)"), "\(name)")
      }
    }
  }
}
