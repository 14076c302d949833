import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// USR2: another process takes over the listeners when it is ready, and nobody notices.
  @Suite struct Upgrades {
    private func start(_ arguments: String...) throws -> (Lineage, UInt16) {
      let server = try RunningProgram(
        "ServerCLI", ["--listen", "127.0.0.1:0", "--log-level", "notice"] + arguments)
      return (Lineage(server), try #require(server.port(), "\(server.log)"))
    }

    /// A server whose file can be replaced.
    private func startCopy(_ folder: TemporaryFolder, _ arguments: String...) throws -> (Lineage, UInt16) {
      let copy = folder.path("server")
      try FileManager.default.copyItem(atPath: RunningProgram.path(of: "ServerCLI"), toPath: copy)
      let server = try RunningProgram(
        "ServerCLI", ["--listen", "127.0.0.1:0", "--log-level", "notice"] + arguments,
        shell: "exec \(copy) \"$@\"")
      return (Lineage(server), try #require(server.port(), "\(server.log)"))
    }

    /// A running program's file cannot be written, only replaced.
    private func replace(_ folder: TemporaryFolder, by content: String) throws {
      try folder.write("next", Data(content.utf8))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path("next"))
      #expect(unsafe rename(folder.path("next"), folder.path("server")) == 0)
    }

    private func upgrade(_ lineage: Lineage, _ ordered: inout Int, of goal: Int) throws -> Bool {
      guard lineage.handovers == ordered else { return false }
      if ordered == goal { return true }
      // A process that is not yet waiting for signals would die of this one, but it has said that it is ready.
      try lineage.send(.user2)
      ordered += 1
      return false
    }

    @Test(arguments: ["1", "50"]) func tenInARowLoseNothingWithKeepAlive(connections: String) throws {
      let (lineage, port) = try start("--connections-per-worker", connections)
      var load = try PersistentLoad(port: port)
      var ordered = 0
      try load.run(concurrency: 16) { answered in
        try answered % 50 == 0 && upgrade(lineage, &ordered, of: 10)
      }
      #expect(load.losses.isEmpty, "\(load.losses.prefix(3)) of \(load.losses.count)")
      #expect(lineage.handovers == 10 && Set(lineage.successors).count == 10)
      #expect(try lineage.first.exitStatus() == .exited(code: 0))
      let old = lineage.successors.dropLast()
      #expect(eventually { !old.contains(where: ProcessTable.isAlive) })
      #expect(
        !lineage.first.log.contains("died") && !lineage.first.log.contains("error"), "\(lineage.first.log)")
    }

    @Test func tenInARowLoseNothingWithoutKeepAlive() throws {
      let (lineage, port) = try start()
      var load = try Load(port: port)
      var ordered = 0
      var isDone = false
      while !isDone {
        try load.run(total: 200, concurrency: 16) { answered in
          if answered % 20 == 0, !isDone { isDone = try upgrade(lineage, &ordered, of: 10) }
        }
        guard load.failures.isEmpty else { break }
      }
      #expect(load.failures.isEmpty, "\(load.failures.prefix(3).map { $0.failure ?? $0.text })")
    }

    @Test func theOldServerFinishesWhatItHasAndEndsContent() throws {
      let (lineage, port) = try start("--keep-alive-timeout", "1h")
      let idle = try Conversation(port: port)
      #expect(try idle.get().status == 200)
      let old = lineage.first.children
      #expect(try lineage.upgrade())
      // An old worker that was woken before it heard the order to leave takes its connection.
      #expect(try eventually { try Client.get(port: port).worker.map { !old.contains($0) } == true })
      #expect(eventually { old.filter(ProcessTable.isAlive).allSatisfy(ProcessTable.isAtRest) })
      let last = try idle.get()
      #expect(last.status == 200 && last.field("connection") == "close")
      #expect(old.contains(try #require(last.worker)))
      #expect(try lineage.first.exitStatus() == .exited(code: 0))
      #expect(try Client.get(port: port).status == 200)
      // Nothing of the old one keeps the address taken.
      try lineage.send(.terminate)
      let latest = lineage.latest
      #expect(eventually { !ProcessTable.isAlive(latest) })
      let address = try SocketAddress(parsing: "127.0.0.1:\(port)")
      #expect(throws: Never.self) { _ = try Listener(binding: address, backlog: 1) }
    }

    @Test func whatLiesAtThePathIsExecuted() throws {
      let folder = try TemporaryFolder()
      let (lineage, port) = try startCopy(folder)
      let real = try RunningProgram.path(of: "ServerCLI")
      try replace(folder, by: "#!/bin/sh\necho another program >&2\nexec \(real) \"$@\"\n")
      #expect(try lineage.upgrade(), "\(lineage.first.log)")
      #expect(lineage.first.log.contains("another program"))
      #expect(try Client.get(port: port).status == 200)
    }

    @Test(arguments: [
      ("no program", "cannot execute"), ("#!/bin/sh\nexit 3\n", "ended before it was ready: exit code 3"),
      ("#!/bin/sh\nexec sleep 3600\n", "not ready in time"),
    ])
    func oneThatFailsChangesNothing(program: String, reason: String) throws {
      let folder = try TemporaryFolder()
      let (lineage, port) = try startCopy(folder, "--takeover-timeout", "200ms")
      let server = lineage.first
      let children = Set(server.children)
      try replace(folder, by: program)
      try server.send(.user2)
      #expect(server.logs("upgrade failed, this server goes on", reason), "\(server.log)")
      for _ in 0..<10 { #expect(try Client.get(port: port).status == 200) }
      #expect(Set(server.children).isSuperset(of: children) && ProcessTable.isAlive(server.pid))
      let failed = lineage.latest
      #expect(eventually { !ProcessTable.isAlive(failed) })
      // The next one may be better.
      let real = try RunningProgram.path(of: "ServerCLI")
      try replace(folder, by: "#!/bin/sh\nexec \(real) \"$@\"\n")
      #expect(
        try eventually {
          try server.send(.user2)
          Pause.block(for: .milliseconds(100))
          return lineage.handovers == 1
        })
      #expect(try server.exitStatus() == .exited(code: 0))
    }

    @Test func aUnixSocketStaysWhenTheOldServerEndsAndGoesWithTheLast() throws {
      let folder = try TemporaryFolder()
      let socket = folder.path("server.sock")
      let server = try RunningProgram("ServerCLI", ["--listen", "unix:\(socket)"])
      let lineage = Lineage(server)
      #expect(server.addresses(1) == ["unix:\(socket)"])
      #expect(eventually { server.children.count == 5 })
      for _ in 0..<2 { #expect(try lineage.upgrade()) }
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(try Conversation(to: "unix:\(socket)").get().status == 200)
      try lineage.send(.terminate)
      #expect(eventually { !FileManager.default.fileExists(atPath: socket) })
    }

    /// As a service manager does it: the listener is its own, and who comes while no server runs waits.
    @Test func listenersOfAServiceManagerAreUsedAndLeftAsTheyWere() throws {
      let path = try RunningProgram.path(of: "ServerCLI")
      let manager = try RunningProgram("PoolFixture", ["activate", path, "--log-level", "notice"])
      defer {
        for child in manager.children { try? ProcessDescriptor(pid: child).send(.kill) }
      }
      let port = try #require(manager.port())
      // It listens where it was told to by no flag.
      #expect(try Client.get(port: port).status == 200)
      let first = try #require(manager.children.first)
      try ProcessDescriptor(pid: first).send(.terminate)
      #expect(eventually { !ProcessTable.isAlive(first) })
      // More than a queue of which the server had cut the length would take.
      let clients = try (0..<20).map { _ in
        let client = try Conversation(port: port)
        try client.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
        return client
      }
      try manager.send(.user1)
      for client in clients { #expect(try client.next().status == 200) }
    }
  }
}
