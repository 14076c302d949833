import AdminEndpoint
import Foundation
import IPCProtocol
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct Admin {
    private func start(_ arguments: String...) throws -> (server: RunningProgram, port: UInt16, admin: UInt16)
    {
      let server = try RunningProgram(
        "ServerCLI", ["--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"] + arguments)
      let port = try #require(server.port(), "\(server.log)")
      let admin = try #require(server.adminPort(), "\(server.log)")
      return (server, port, admin)
    }

    private func status(_ port: UInt16) throws -> PoolSnapshot {
      let answer = try Client.get("/status", port: port)
      #expect(answer.status == 200 && answer.isComplete && answer.field("content-type") == "application/json")
      return try PoolSnapshot(parsing: answer.body)
    }

    /// The child of `server` that is no worker.
    private func adminProcess(of server: RunningProgram, _ port: UInt16) throws -> Int32 {
      let workers = Set(try status(port).workers.map(\.pid))
      return try #require(server.children.first { !workers.contains($0) })
    }

    @Test func tellsWhatTheServerDid() throws {
      let (server, port, admin) = try start()
      var load = try Load(port: port, path: "/a?b=c")
      try load.run(total: 50, concurrency: 5)
      #expect(try Client.get("/x HTTP/9", port: port).status == 400)
      // The supervisor describes its pool when it has handled what came, which under load may be a moment later.
      var snapshot = try status(admin)
      #expect(
        try eventually {
          snapshot = try status(admin)
          return snapshot.pool.phase == .running && snapshot.workers.count == snapshot.pool.spawned
        })
      #expect(snapshot.pool.supervisorPID == server.pid)
      #expect(snapshot.traffic.connections == 51 && snapshot.traffic.requests == 51)
      #expect(snapshot.traffic.statusClasses[1] == 50 && snapshot.traffic.statusClasses[3] == 1)
      #expect(snapshot.traffic.bytesSent > 50 * 100)
      #expect(Set(snapshot.workers.map(\.pid)).isSubset(of: server.children))
    }

    @Test func answersWhileEveryWorkerIsBusyAndNamesTheRequests() throws {
      let (server, port, admin) = try start(
        "--dummy-delay", "1h", "--max-workers", "3", "--start-workers", "3", "--min-spare-workers", "1",
        "--max-spare-workers", "3", "--graceful-timeout", "0")
      let clients = try (0..<5).map { index in
        let client = try Conversation(port: port)
        try client.send("GET /slow/\(index)?q=%22 HTTP/1.1\r\nHost: test\r\n\r\n")
        return client
      }
      var snapshot = try status(admin)
      #expect(
        try eventually {
          snapshot = try status(admin)
          return snapshot.workers.filter { $0.condition == .handling }.count == 3 && snapshot.pool.isAtMaximum
        })
      let targets = snapshot.workers.compactMap(\.request?.target)
      #expect(targets.count == 3 && targets.allSatisfy { $0.hasPrefix("/slow/") && $0.hasSuffix("?q=%22") })
      #expect(snapshot.workers.allSatisfy { $0.request?.method == "GET" })
      #expect(snapshot.pool.busy == 3 && snapshot.pool.backlog == 2)
      #expect(try Client.get("/readyz", port: admin).status == 200)
      let metrics = try Client.get("/metrics", port: admin).text
      #expect(metrics.contains("\nprefork_worker_activity{activity=\"handling\"} 3\n"))
      #expect(metrics.contains("\nprefork_at_maximum 1\n"))
      withExtendedLifetime(clients) {}
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
    }

    @Test func everyPageAnswersAsItsMethodDemands() throws {
      let (server, _, admin) = try start()
      defer { withExtendedLifetime(server) {} }
      #expect(try eventually { try Client.get("/readyz", port: admin).status == 200 })
      for path in ["/", "/status", "/metrics", "/healthz", "/readyz", "/status?x=y"] {
        #expect(try Client.get(path, port: admin).status == 200, "\(path)")
        let head = try Client.request(
          "HEAD \(path) HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n", port: admin)
        #expect(head.status == 200 && head.body.isEmpty && head.field("content-length") != "0")
        for method in ["POST", "PUT", "DELETE", "PATCH"] {
          let answer = try Client.request(
            "\(method) \(path) HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            port: admin)
          #expect(answer.status == 405 && answer.field("allow") == "GET, HEAD, OPTIONS", "\(method) \(path)")
        }
      }
      #expect(try Client.get("/none", port: admin).status == 404)
      #expect(try Client.get("/status/", port: admin).status == 404)
      let type = try Client.get("/metrics", port: admin).field("content-type")
      #expect(type == "application/openmetrics-text; version=1.0.0; charset=utf-8")
    }

    @Test func anOnDemandPoolIsReadyWithoutAWorker() throws {
      let (server, _, admin) = try start(
        "--start-workers", "0", "--min-spare-workers", "0", "--max-spare-workers", "0")
      #expect(try Client.get("/readyz", port: admin).status == 200)
      #expect(server.children.count == 1)
    }

    @Test func aKilledAdminProcessComesBackAndCountsOn() throws {
      let (server, port, admin) = try start()
      var load = try Load(port: port)
      try load.run(total: 20, concurrency: 2)
      let first = try adminProcess(of: server, admin)
      #expect(kill(first, SIGKILL) == 0)
      #expect(server.logs("the admin process died", "pid=\(first)", "SIGKILL"))
      // The listener stays with the supervisor, so that nobody is refused meanwhile.
      #expect(try status(admin).traffic.requests == 20)
      #expect(try adminProcess(of: server, admin) != first)
      #expect(!server.log.contains("worker died"))
    }

    @Test func theAdminProcessHoldsNothingOfThePool() throws {
      let (server, port, admin) = try start()
      #expect(try Client.get(port: port).status == 200)
      let process = try adminProcess(of: server, admin)
      #expect(ProcessTable.threadCount(of: process) == 1 && ProcessTable.threadCount(of: server.pid) == 1)
      let sockets = ProcessTable.descriptors(of: process).values.filter { $0.hasPrefix("socket:") }
      // Its listener, its channel, and nothing else once no client is there.
      #expect(
        eventually { ProcessTable.descriptors(of: process).values.count { $0.hasPrefix("socket:") } == 2 })
      #expect(sockets.count <= 3)
      let worker = try #require(try status(admin).workers.first).pid
      let own = ProcessTable.descriptors(of: process).values.filter { $0.hasPrefix("socket:") }
      #expect(Set(ProcessTable.descriptors(of: worker).values).isDisjoint(with: own))
    }

    @Test func endsWithTheServerHoweverThatEnds() throws {
      for signal in [Signal.terminate, .kill] {
        let (server, _, admin) = try start()
        let children = try [adminProcess(of: server, admin)] + status(admin).workers.map(\.pid)
        try server.send(signal)
        #expect(try server.exitStatus() != nil)
        #expect(eventually { !children.contains { ProcessTable.isAlive($0) } })
        #expect(throws: (any Error).self) { try Client.get("/healthz", port: admin) }
      }
    }

    /// A worker that leaves takes its counts with it unless they move to the pool's in one step.
    @Test func countersNeverGoBackWhileWorkersAreReplaced() throws {
      let (server, port, admin) = try start("--max-connections-per-worker", "20", "--log-level", "notice")
      var load = try Load(port: port)
      var before = try status(admin)
      try load.run(total: 6000, concurrency: 24) { done in
        guard done % 12 == 0 else { return }
        let after = try status(admin)
        #expect(Self.isOrdered(before, after), "after \(done)")
        before = after
      }
      #expect(load.failures.isEmpty)
      #expect(
        try eventually {
          let last = try status(admin).traffic
          return last.connections == 6000 && last.requests == 6000 && last.statusClasses[1] == 6000
            && (0..<TrafficCounts.durationBuckets).reduce(0) { $0 + last.durations[$1] } == 6000
        })
      #expect(try status(admin).pool.ended(.connectionLimit) > 200 && ProcessTable.isAlive(server.pid))
    }

    private static func isOrdered(_ before: PoolSnapshot, _ after: PoolSnapshot) -> Bool {
      func pairs(_ snapshot: PoolSnapshot) -> [UInt64] {
        let (pool, traffic) = (snapshot.pool, snapshot.traffic)
        return [
          traffic.connections, traffic.requests, traffic.bytesSent, traffic.durationSum, UInt64(pool.spawned),
          pool.ended(.connectionLimit),
        ] + (0..<5).map { traffic.statusClasses[$0] }
          + (0..<TrafficCounts.durationBuckets).map { traffic.durations[$0] }
      }
      return zip(pairs(before), pairs(after)).allSatisfy { $0 <= $1 }
    }

    @Test func statusPrintsThePool() throws {
      let folder = try TemporaryFolder()
      let path = folder.path("admin.sock")
      let server = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0", "--admin", "unix:\(path)"])
      let port = try #require(server.port())
      #expect(try Client.get(port: port).status == 200)
      let text = try RunningProgram("ServerCLI", ["status", "--admin", "unix:\(path)"])
      #expect(try text.exitStatus() == .exited(code: 0))
      #expect(
        text.output.contains("pid \(server.pid)") && text.output.contains("1 requests on 1 connections"))
      let json = try RunningProgram("ServerCLI", ["status", "--json", "--admin", "unix:\(path)"])
      #expect(try json.exitStatus() == .exited(code: 0))
      #expect(try PoolSnapshot(parsing: Array(json.output.utf8)).traffic.requests == 1)
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(!FileManager.default.fileExists(atPath: path))
      let late = try RunningProgram("ServerCLI", ["status", "--admin", "unix:\(path)"])
      #expect(try late.exitStatus() == .exited(code: 1))
      #expect(late.log.contains("cannot ask unix:\(path)") && late.log.contains("--admin"))
    }

    @Test func topRefusesToDrawOnWhatIsNoTerminal() throws {
      let top = try RunningProgram("ServerCLI", ["top"])
      #expect(try top.exitStatus() == .exited(code: 1))
      #expect(top.log.contains("terminal") && top.output.isEmpty)
    }

    @Test func warnsOfAnAddressThatOthersCanReach() throws {
      let server = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0", "--admin", "*:0"])
      #expect(server.logs("warning", "can be reached from other machines"))
      let (local, _, _) = try start()
      #expect(!local.log.contains("can be reached"))
    }
  }
}
