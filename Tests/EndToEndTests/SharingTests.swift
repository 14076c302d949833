import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// Clients must not be able to keep the server from each other.
  @Suite struct Sharing {
    private func start(workers: String, _ arguments: String...) throws -> (RunningProgram, UInt16) {
      let server = try RunningProgram(
        "ServerCLI",
        [
          "--listen", "127.0.0.1:0", "--start-workers", workers, "--min-spare-workers", workers,
          "--max-spare-workers", workers, "--max-workers", workers,
        ] + arguments)
      return (server, try #require(server.port(), "\(server.log)"))
    }

    /// Classic model, pool at its maximum: idle connections hold every worker, and would for an hour.
    @Test("Idle connections give way to new ones, RFC 9112 9.5")
    func idleConnectionsGiveWayToNewOnes() throws {
      let (server, port) = try start(workers: "2", "--keep-alive-timeout", "1h")
      let holders = try (0..<2).map { _ in try Conversation(port: port) }
      for holder in holders { #expect(try holder.get().status == 200) }
      for _ in 0..<10 { #expect(try Client.get(port: port).status == 200) }
      #expect(ProcessTable.isAlive(server.pid) && !server.log.contains("worker died"))
    }

    /// By turns one that sends a head and one that sends a body without end, and one that asks for more than its socket
    /// holds and reads nothing.
    private func slowClients(_ count: Int, requestsUnread: Int, port: UInt16) throws -> [Conversation] {
      try (0..<count).map { index in
        let client = try Conversation(port: port)
        switch index % 3 {
        case 0: try client.send("GET / HTTP/1.1\r\nHost: t\r\nX-Slow")
        case 1: try client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\nabc")
        default:
          let request = "GET / HTTP/1.1\r\nHost: t\r\nAccept: text/html\r\n\r\n"
          try client.send(String(repeating: request, count: requestsUnread), givingUpWhenFull: true)
        }
        return client
      }
    }

    /// Slowloris, slow POST and slow read hold every worker of the classic model, and would for an hour.
    @Test func slowClientsGiveWayWhileOthersWait() throws {
      let (server, port) = try start(
        workers: "3", "--header-timeout", "1h", "--body-timeout", "1h", "--send-timeout", "1h",
        "--request-timeout", "0")
      let slow = try slowClients(9, requestsUnread: 20_000, port: port)
      defer { withExtendedLifetime(slow) {} }
      #expect(try Client.get(port: port).status == 200)
      #expect(ProcessTable.isAlive(server.pid) && !server.log.contains("worker died"))
    }

    /// A browser opens a connection ahead of need and says nothing.
    @Test("A silent connection costs a worker no longer than the header timeout, RFC 9112 9.5")
    func silentConnectionsCostAWorkerNoLongerThanTheHeaderTimeout() throws {
      let (server, port) = try start(workers: "2", "--header-timeout", "50ms")
      let silent = try (0..<8).map { _ in try Conversation(port: port) }
      #expect(try Client.get(port: port).status == 200)
      for client in silent { #expect(try client.endsSilently()) }
      #expect(ProcessTable.isAlive(server.pid))
    }

    /// Slowloris, slow POST and slow read against a single worker.
    @Test func slowClientsOfAMultiplexedWorkerHoldUpNobody() throws {
      let (server, port) = try start(workers: "1", "--connections-per-worker", "1000")
      let slow = try slowClients(300, requestsUnread: 500, port: port)
      var load = try Load(port: port)
      try load.run(total: 500, concurrency: 10)
      #expect(load.failures.isEmpty && server.children.count == 1)
      try slow[0].send(": x\r\n\r\n")
      #expect(try slow[0].next().status == 200)
      try slow[1].send(String(repeating: "x", count: 997))
      #expect(try slow[1].next().isComplete)
      for _ in 0..<500 { #expect(try slow[2].next().isComplete) }
    }

    @Test func tenThousandIdleConnectionsAreHeldByAHandfulOfWorkers() throws {
      guard try DescriptorTable.raiseLimit() > 12_000 else { return }
      let (server, port) = try start(
        workers: "4", "--connections-per-worker", "10000", "--keep-alive-timeout", "1h")
      #expect(eventually { server.children.count == 4 })
      let before = server.children.map { ProcessTable.privateMemory(of: $0) }.reduce(0, +)
      let clients = try (0..<10_000).map { _ in
        let client = try Conversation(port: port)
        #expect(try client.get().status == 200)
        return client
      }
      let held = server.children.map { child in
        ProcessTable.descriptors(of: child).values.filter { $0.hasPrefix("socket:") }.count
      }
      #expect(held.reduce(0, +) >= 10_000)
      // Fair shares: none of four holds more than half or less than a twentieth.
      #expect(held.allSatisfy { (500...5000).contains($0) }, "\(held)")
      let memory = server.children.map { ProcessTable.privateMemory(of: $0) }.reduce(0, +) - before
      #expect(memory < 10_000 * 2048, "\(memory / 10_000) bytes for each")
      for client in clients.prefix(100) { #expect(try client.get().status == 200) }
    }

    @Test func aClientThatDoesNotReadIsDroppedAfterTheSendTimeout() throws {
      for model in ["1", "100"] {
        let (server, port) = try start(
          workers: "1", "--connections-per-worker", model, "--send-timeout", "100ms",
          "--max-requests-per-connection",
          "0")
        let deaf = try Conversation(port: port)
        // Either the server stops reading or it has dropped the connection; both end the sending.
        try? deaf.send(
          [UInt8](
            String(repeating: "GET / HTTP/1.1\r\nHost: t\r\nAccept: text/html\r\n\r\n", count: 20_000).utf8),
          givingUpWhenFull: true)
        #expect(try Client.get(port: port).status == 200)
        #expect(ProcessTable.isAlive(server.pid))
      }
    }

    /// Without a descriptor left the listener stays readable: a worker that goes on asking would spin.
    /// ENFILE: the system has no descriptor left, so that giving the spare one up helps nobody. Nobody is turned away.
    @Test func aSystemWithoutDescriptorsIsWaitedFor() throws {
      let server = try RunningProgram("PoolFixture", ["fullTable"])
      let port = try #require(server.port())
      for _ in 0..<4 { #expect(try Client.get(port: port).status == 200) }
      #expect(server.logs("cannot accept", "call=accept4", "Too many open files in system"), "\(server.log)")
      #expect(!server.log.contains("worker died"))
    }

    @Test func aWorkerWithoutDescriptorsPausesAndGoesOn() throws {
      let server = try RunningProgram(
        "ServerCLI",
        [
          "--listen", "127.0.0.1:0", "--start-workers", "1", "--min-spare-workers", "1",
          "--max-spare-workers", "1",
          "--max-workers", "1", "--connections-per-worker", "1000", "--keep-alive-timeout", "1h",
        ], shell: "ulimit -n 32; exec \"$0\" \"$@\"")
      let port = try #require(server.port())
      var clients = try (0..<60).map { _ in try Conversation(port: port) }
      for client in clients.prefix(20) { #expect(try client.get().status == 200) }
      #expect(server.logs("cannot accept"))
      let worker = try #require(server.children.first)
      let before = ProcessTable.cpuTicks(of: worker)
      // Who was not taken is told to come back, and is not left waiting.
      for client in clients.suffix(30) {
        try client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
        #expect(try client.next().status == 503)
      }
      clients = clients.suffix(30)
      #expect(eventually { (try? Client.get(port: port).status) == 200 })
      let after = ProcessTable.cpuTicks(of: worker)
      // Half a second's pauses took nearly no processor time; spinning would have taken all of it.
      #expect(after - before < 40, "\(after - before) ticks")
      #expect(!server.log.contains("worker died"))
    }

    /// Workers are forked many at a time: those for whom nothing is left must not cost the others anything.
    @Test(arguments: ["fork", "exec"])
    func aSupervisorWithoutDescriptorsForksAsManyAsItCan(spawn: String) throws {
      let server = try RunningProgram(
        "ServerCLI",
        [
          "--listen", "127.0.0.1:0", "--start-workers", "40", "--min-spare-workers", "40",
          "--max-spare-workers", "40", "--max-workers", "40", "--spawn", spawn,
        ], shell: "ulimit -n 60; exec \"$0\" \"$@\"")
      let port = try #require(server.port(), "\(server.log)")
      #expect(server.logs("cannot fork a worker", "Too many open files"), "\(server.log)")
      let workers = server.children
      #expect((5..<40).contains(workers.count), "\(workers.count)")
      #expect(try Client.get(port: port).status == 200)
      // One that is executed needs more to begin with than its channel: some find too little and come and go.
      guard spawn == "fork" else { return }
      let killed = try #require(workers.first)
      try ProcessDescriptor(pid: killed).send(.kill)
      #expect(
        eventually {
          let present = server.children
          return present.count == workers.count && !present.contains(killed)
        }, "\(server.log)")
      #expect(try Client.get(port: port).status == 200)
      #expect(!server.log.contains("boot-failure"), "\(server.log)")
    }
  }
}
