import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// HUP: a new generation takes over when it is ready, and nobody notices.
  @Suite struct Reloads {
    static let done = "reloaded, the new generation serves"

    private func start(_ arguments: String..., log: String = "notice") throws -> (RunningProgram, UInt16) {
      let server = try RunningProgram(
        "ServerCLI", ["--listen", "127.0.0.1:0", "--log-level", log] + arguments)
      return (server, try #require(server.port(), "\(server.log)"))
    }

    private func count(_ text: String, _ server: RunningProgram) -> Int {
      server.logLines.filter { $0.contains(text) }.count
    }

    /// Orders the next reload when the last is done, and tells when there have been `goal`.
    private func reload(_ server: RunningProgram, _ ordered: inout Int, of goal: Int) throws -> Bool {
      guard count(Self.done, server) == ordered else { return false }
      if ordered == goal { return true }
      ordered += 1
      try server.send(.hangup)
      return false
    }

    @Test(arguments: ["1", "50"]) func fiftyInARowLoseNothingWithKeepAlive(connections: String) throws {
      let (server, port) = try start("--connections-per-worker", connections)
      var load = try PersistentLoad(port: port)
      var ordered = 0
      try load.run(concurrency: 16) { answered in
        try answered % 50 == 0 && reload(server, &ordered, of: 50)
      }
      #expect(load.losses.isEmpty, "\(load.losses.prefix(3)) of \(load.losses.count)")
      #expect(load.closed > 0 && count(Self.done, server) == 50)
      #expect(!server.log.contains("died") && !server.log.contains("error"), "\(server.log)")
    }

    @Test func fiftyInARowLoseNothingWithoutKeepAlive() throws {
      let (server, port) = try start()
      var load = try Load(port: port)
      var ordered = 0
      var isDone = false
      while !isDone {
        try load.run(total: 200, concurrency: 16) { answered in
          if answered % 20 == 0, !isDone { isDone = try reload(server, &ordered, of: 50) }
        }
        guard load.failures.isEmpty else { break }
      }
      #expect(load.failures.isEmpty, "\(load.failures.prefix(3).map { $0.failure ?? $0.text })")
      #expect(count(Self.done, server) == 50)
    }

    /// As often as the signal can be sent: what is ordered during a reload follows it.
    @Test func ordersThatComeTooFastAreNotLost() throws {
      let (server, port) = try start()
      #expect(eventually { server.children.count == 5 })
      for _ in 0..<20 { try server.send(.hangup) }
      #expect(server.logs(Self.done))
      let before = Set(server.children)
      try server.send(.hangup)
      // All whom the last order found are gone in the end.
      #expect(eventually { server.children.count >= 5 && before.isDisjoint(with: server.children) })
      #expect(try Client.get(port: port).status == 200)
    }

    /// The server has told its client nothing of an end, so it must take the next request.
    @Test(arguments: ["1", "50"]) func anIdleConnectionIsServedOnceMore(connections: String) throws {
      let (server, port) = try start(
        "--connections-per-worker", connections, "--keep-alive-timeout", "1h")
      let clients = try (0..<3).map { _ in try Conversation(port: port) }
      for client in clients { #expect(try client.get().status == 200) }
      let old = Set(server.children)
      try server.send(.hangup)
      #expect(server.logs(Self.done))
      // Whoever has no client has gone, and whoever has one has heard that it is to leave.
      #expect(
        eventually {
          let left = old.filter(ProcessTable.isAlive)
          return left.count <= 3 && left.allSatisfy(ProcessTable.isAtRest)
        })
      for client in clients {
        let answer = try client.get()
        #expect(answer.status == 200 && answer.field("connection") == "close")
        #expect(old.contains(try #require(answer.worker)))
        #expect(try client.endsSilently())
      }
      #expect(eventually { !old.contains(where: ProcessTable.isAlive) })
    }

    private func type(_ port: UInt16) throws -> String? {
      try Client.get("/a.page", port: port).field("content-type")
    }

    @Test func whatTheCommandLineNamesIsReadAnew() throws {
      let folder = try TemporaryFolder()
      try folder.write("types", Data("text/one page\n".utf8))
      try folder.write("root/a.page", Data("x".utf8))
      let (server, port) = try start("--root", folder.path("root"), "--mime-types", folder.path("types"))
      #expect(try type(port) == "text/one; charset=utf-8")
      try folder.write("types", Data("text/two page\n".utf8))
      try server.send(.hangup)
      #expect(server.logs(Self.done))
      #expect(eventually { (try? type(port)) == "text/two; charset=utf-8" })
      // A mistake in it changes nothing, and is told.
      try folder.write("types", Data("no-type page\n".utf8))
      let children = Set(server.children)
      try server.send(.hangup)
      #expect(server.logs("error", "reload refused, everything stays as it is", "--mime-types", "line 1"))
      #expect(try type(port) == "text/two; charset=utf-8")
      #expect(count(Self.done, server) == 1 && !children.isDisjoint(with: server.children))
    }

    @Test(arguments: ["bootCrashOnReload", "hangOnReload"])
    func aGenerationThatCannotStartIsGivenUpAndTheOldOneStays(mode: String) throws {
      let server = try RunningProgram("PoolFixture", [mode])
      let port = try #require(server.port())
      #expect(eventually { server.children.count == 2 })
      let old = Set(server.children)
      try server.send(.hangup)
      #expect(server.logs("reload failed, the old generation goes on"))
      #expect(eventually { Set(server.children.filter(ProcessTable.isAlive)) == old }, "\(server.log)")
      for _ in 0..<10 { #expect(try Client.get(port: port).status == 200) }
      #expect(!server.log.contains("worker died, pid=\(old.first ?? 0)"))
    }

    /// One address stays, one goes with clients in its queue, one comes.
    @Test func listenersThatStayKeepTheirQueuesAndThoseThatGoAreEmptied() throws {
      let server = try RunningProgram("PoolFixture", ["moveOnReload"])
      let addresses = server.addresses(2)
      try #require(addresses.count == 2, "\(server.log)")
      #expect(eventually { server.children.count == 2 && server.children.allSatisfy(ProcessTable.isAtRest) })
      // Nobody accepts while all of them are stopped: the clients wait in the queues.
      let old = server.children
      for child in old { try ProcessDescriptor(pid: child).send(.stop) }
      let clients = try (0..<12).map { index in
        let client = try Conversation(to: addresses[index % 2])
        try client.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
        return client
      }
      try server.send(.hangup)
      #expect(server.logs("listener closed", addresses[1]), "\(server.log)")
      for child in old { try ProcessDescriptor(pid: child).send(.continue) }
      for client in clients { #expect(try client.next().status == 200) }
      #expect(eventually { (try? Conversation(to: addresses[1])) == nil })
      #expect(try Conversation(to: addresses[0]).get().status == 200)
      #expect(server.addresses(3).count == 3)
      #expect(try Conversation(to: server.addresses(3)[2]).get().status == 200)
      #expect(!server.log.contains("worker died"))
    }

    @Test func theParentLosesNoDescriptorOverManyReloads() throws {
      let (server, _) = try start()
      for round in 1...10 {
        try server.send(.hangup)
        #expect(eventually { count(Self.done, server) == round })
      }
      #expect(
        eventually {
          ProcessTable.descriptors(of: server.pid).count == 10 + 2 * server.children.count
        }, "\(ProcessTable.descriptors(of: server.pid))")
    }
  }
}
