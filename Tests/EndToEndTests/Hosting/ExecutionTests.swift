import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// `--spawn exec`: each worker is an execution of the program, which may have threads.
  @Suite struct Executions {
    static let faults = ["thread", "early-thread"]
    static let few = [
      "--start-workers", "2", "--min-spare-workers", "2", "--max-spare-workers", "2", "--max-workers", "4",
    ]

    func start(
      _ arguments: String..., spawn: String = "exec", program: String = "HostingFixture", shell: String? = nil
    ) throws -> (RunningProgram, UInt16) {
      let server = try RunningProgram(
        program, ["--listen", "127.0.0.1:0", "--spawn", spawn] + Self.few + arguments, shell: shell)
      return (server, try #require(server.port(), "\(server.log)"))
    }

    /// The workers and side processes, once `count` of them do nothing.
    private func settled(_ server: RunningProgram, _ count: Int) -> [Int32] {
      _ = eventually { server.children.count == count && server.children.allSatisfy(ProcessTable.isAtRest) }
      return server.children
    }

    func text(_ path: String, _ port: UInt16) throws -> String {
      String(decoding: try Client.get(path, port: port).body, as: UTF8.self)
    }

    @Test(arguments: faults) func aThreadBeforeTheForkIsRefusedAndExecIsOffered(fault: String) throws {
      for command in [[], ["run"]] {
        let server = try RunningProgram(
          "HostingFixture", command + ["--listen", "127.0.0.1:0", "--fault", fault])
        #expect(try server.exitStatus() == .exited(code: 1))
        #expect(server.log.contains("has 2 threads") && server.log.contains("--spawn exec"), "\(server.log)")
      }
    }

    @Test(arguments: faults) func aThreadIsNoMatterWithExec(fault: String) throws {
      let (server, port) = try start("--fault", fault, "--greeting", "Good day")
      #expect(try text("/greeting", port) == "Good day")
      let children = settled(server, 2)
      #expect(children.allSatisfy { ProcessTable.threadCount(of: $0) == 2 }, "\(server.log)")
      #expect(ProcessTable.threadCount(of: server.pid) == (fault == "early-thread" ? 2 : 1))
      // Each has prepared itself, and the parent has not.
      for child in children { #expect(server.logs("beforeFork called", "pid=\(child)")) }
      #expect(!server.log.contains("beforeFork called pid=\(server.pid)"))
      let bystander = try Conversation(port: port)
      #expect(try bystander.get("/greeting").status == 200)
      let trap = try Client.get("/trap", port: port)
      #expect(trap.status == 500 && trap.isComplete)
      #expect(try bystander.get("/greeting").status == 200)
      // The place of the trap in another execution, whose parts lie elsewhere.
      #expect(server.logs("worker crashed", "request=\"GET /trap\"", "answer=sent"))
      let crash = server.logLines.first { $0.contains("worker crashed") } ?? ""
      #expect(crash.contains(" at=") && crash.contains("+0x"), "\(crash)")
      // Signals reach the loop, whichever thread the kernel gives them to.
      for _ in 0..<5 {
        let before = Set(server.children)
        try server.send(.hangup)
        #expect(eventually { server.children.count >= 2 && before.isDisjoint(with: server.children) })
      }
      #expect(try text("/worker", port).contains(" 6 "))
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(server.log.contains("stopped"))
    }

    @Test func asyncHandlersAreServedAndTheirTrapsAnswered() throws {
      let (server, port) = try start("--connections-per-worker", "16", program: "AsyncHostingFixture")
      #expect(try text("/greeting", port) == "Hello")
      let trap = try Client.get("/trap", port: port)
      #expect(trap.status == 500 && server.logs("worker crashed", "request=\"GET /trap\""))
      #expect(try text("/greeting", port) == "Hello")
    }

    private func descriptors(_ pid: Int32) -> [String] {
      ProcessTable.descriptors(of: pid).sorted { $0.key < $1.key }.filter { $0.key > 2 }.map { entry in
        String(entry.value.prefix { $0 != "[" || entry.value.hasPrefix("anon") })
      }
    }

    /// Nor what whoever started the server left open.
    @Test func aWorkerHoldsNothingThatIsNotItsOwn() throws {
      let folder = try TemporaryFolder()
      let (server, port) = try start(
        "--admin", "127.0.0.1:0", "--access-log", folder.path("access"), "--error-log", "-",
        shell: "exec 7</dev/null 8</etc/passwd; exec \"$0\" \"$@\"")
      #expect(try text("/greeting", port) == "Hello")
      let children = settled(server, 3)
      let admin = children.filter { !ProcessTable.descriptors(of: $0).values.contains(folder.path("access")) }
      #expect(admin.count == 1 && children.count == 3)
      for child in children where !admin.contains(child) {
        // Both ends of the queue, the listener, the channel; the log; epoll; the spare one.
        #expect(
          descriptors(child).sorted()
            == (["anon_inode:[eventpoll]", "/dev/null", folder.path("access")]
            + Array(repeating: "socket:", count: 4)).sorted(), "\(ProcessTable.descriptors(of: child))")
      }
      for child in admin {
        #expect(
          descriptors(child).sorted()
            == (["anon_inode:[eventpoll]", "/dev/null"] + Array(repeating: "socket:", count: 2)).sorted(),
          "\(ProcessTable.descriptors(of: child))")
      }
      #expect(children.allSatisfy { name($0) == name(server.pid) }, "not named exe")
    }

    private func name(_ pid: Int32) -> String? { ProcessTable.status("Name", of: pid) }

    @Test func theDeathOfTheParentLeavesNothingBehind() throws {
      let (server, port) = try start("--fault", "early-thread", "--admin", "127.0.0.1:0")
      #expect(try text("/greeting", port) == "Hello")
      let children = settled(server, 3)
      try server.send(.kill)
      #expect(eventually { !children.contains(where: ProcessTable.isAlive) })
    }

    @Test func aReloadGoesFromOneToTheOtherUnderLoad() throws {
      let folder = try TemporaryFolder()
      func configure(_ spawn: String, greeting: String) throws {
        try folder.write(
          "server.yaml", Data("listen: 127.0.0.1:0\nspawn: \(spawn)\ngreeting: \(greeting)\n".utf8))
      }
      try configure("fork", greeting: "one")
      let server = try RunningProgram(
        "HostingFixture", ["--config", folder.path("server.yaml"), "--admin", "127.0.0.1:0"])
      let port = try #require(server.port(), "\(server.log)")
      let done = { server.logLines.filter { $0.contains("the new generation serves") }.count }
      let orders = ["exec", "fork", "exec", "exec", "fork"]
      var ordered = 0
      var load = try PersistentLoad(port: port, path: "/greeting")
      try load.run(concurrency: 8) { answered in
        guard answered % 50 == 0, done() == ordered else { return false }
        if ordered == orders.count { return true }
        try configure(orders[ordered], greeting: "g\(ordered)")
        ordered += 1
        try server.send(.hangup)
        return false
      }
      #expect(load.losses.isEmpty, "\(load.losses.prefix(3)) of \(load.losses.count)")
      #expect(done() == orders.count && load.answered > 0)
      #expect(try eventually { try text("/greeting", port) == "g4" })
      #expect(!server.log.contains("died") && !server.log.contains("error"), "\(server.log)")
    }

    @Test func theWayToForkIsRefusedWhereThereAreThreads() throws {
      let folder = try TemporaryFolder()
      try folder.write("server.yaml", Data("spawn: exec\nlisten: 127.0.0.1:0\nfault: early-thread\n".utf8))
      // The fixture looks at its arguments before anything has read the file.
      let server = try RunningProgram(
        "HostingFixture", ["--config", folder.path("server.yaml"), "--fault", "early-thread"] + Self.few)
      let port = try #require(server.port(), "\(server.log)")
      #expect(try text("/greeting", port) == "Hello")
      try folder.write("server.yaml", Data("spawn: fork\nlisten: 127.0.0.1:0\n".utf8))
      try server.send(.hangup)
      #expect(server.logs("reload refused, everything stays as it is", "has 2 threads", "--spawn exec"))
      // Those that are replaced come to life as before.
      #expect(try Client.get("/trap", port: port).status == 500)
      #expect(eventually { server.logLines.filter { $0.contains("ready called") }.count >= 3 })
      #expect(try text("/worker", port).contains(" 1 "))
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
    }

    /// Workers of one generation are alike, whatever becomes of the file meanwhile.
    @Test func aWorkerHasTheConfigurationOfItsGeneration() throws {
      let folder = try TemporaryFolder()
      try folder.write("server.yaml", Data("greeting: first\n".utf8))
      let (server, port) = try start("--config", folder.path("server.yaml"))
      #expect(try text("/greeting", port) == "first")
      try folder.write("server.yaml", Data("greeting: [broken\n".utf8))
      for _ in 0..<3 { #expect(try Client.get("/trap", port: port).status == 500) }
      #expect(eventually { server.logLines.filter { $0.contains("ready called") }.count >= 5 })
      for _ in 0..<10 { #expect(try text("/greeting", port) == "first") }
    }

    @Test func anUpgradeTakesOver() throws {
      let (server, port) = try start("--fault", "early-thread")
      let lineage = Lineage(server)
      #expect(try text("/greeting", port) == "Hello")
      let load = try (0..<3).map { _ in try Conversation(port: port) }
      for client in load { #expect(try client.get("/greeting").status == 200) }
      #expect(try lineage.upgrade())
      for client in load { #expect(try client.get("/greeting").status == 200) }
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(try text("/greeting", port) == "Hello")
      #expect(eventually { ProcessTable.children(of: lineage.latest).count == 2 })
    }

    @Test func aServiceManagersVariablesReachNoWorker() throws {
      let path = try RunningProgram.path(of: "HostingFixture")
      let manager = try RunningProgram("PoolFixture", ["activate", path, "--spawn", "exec"] + Self.few)
      let port = try #require(manager.port(), "\(manager.log)")
      #expect(try text("/greeting", port) == "Hello")
      let server = try #require(manager.children.first)
      #expect(eventually { ProcessTable.children(of: server).count == 2 })
      for child in ProcessTable.children(of: server) {
        let environment = (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(child)/environ"))) ?? Data()
        let names = environment.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        #expect(!names.isEmpty && !names.contains { $0.hasPrefix("LISTEN_") }, "\(names)")
      }
    }

    @Test func metricsAreSharedAndStatusIsTold() throws {
      let (server, port) = try start("--admin", "127.0.0.1:0", "--accept-order", "even")
      let admin = try #require(server.adminPort())
      var total = 0
      var workers: Set<String> = []
      #expect(
        try eventually {
          total += 1
          workers.insert(try text("/measure?kind=book", port))
          return workers.count >= 2
        })
      let metrics = try text("/metrics", admin).split(separator: "\n")
      #expect(metrics.contains("orders_total{kind=\"book\"} \(total)"), "\(metrics)")
      #expect(metrics.contains { $0.hasPrefix("prefork_requests_total") && !$0.hasSuffix(" 0") })
      #expect(try Client.get("/readyz", port: admin).status == 200)
    }
  }
}
