import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct Lifetime {
    private func start(_ arguments: String...) throws -> (RunningProgram, UInt16) {
      let server = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0"] + arguments)
      let port = try #require(server.port())
      #expect(eventually { server.children.count >= 5 })
      return (server, port)
    }

    private func isFree(_ port: UInt16) -> Bool {
      guard let address = try? SocketAddress(parsing: "127.0.0.1:\(port)") else { return false }
      return (try? Listener(binding: address, backlog: 1)) != nil
    }

    @Test func aKilledParentLeavesNoWorkerAndNoListenerBehind() throws {
      let (server, port) = try start("--dummy-delay", "20ms")
      var load = try Load(port: port)
      var children: [Int32] = []
      try load.run(total: 200, concurrency: 20) { done in
        // Several may be done at a time.
        guard done >= 100, children.isEmpty else { return }
        children = server.children
        try server.send(.kill)
      }
      #expect(children.count >= 5)
      #expect(eventually { !children.contains(where: ProcessTable.isAlive) })
      #expect(eventually { isFree(port) })
    }

    /// Earlier servers of this design left each child with all its elder siblings' channels.
    @Test func aWorkerHoldsNothingOfItsParentAndItsSiblings() throws {
      let (server, port) = try start("--start-workers", "12", "--max-spare-workers", "12")
      #expect(eventually { server.children.count == 12 })
      #expect(try Client.get(port: port).status == 200)
      for child in server.children {
        let complete = eventually { ProcessTable.descriptors(of: child).count == 9 }
        let table = ProcessTable.descriptors(of: child)
        // Standard input, output and error; listener; both ends of the queue of connections that crashed workers leave;
        // channel; epoll; the spare one.
        #expect(complete, "\(table)")
        #expect(table.values.filter { $0.hasPrefix("socket:") }.count == 4)
        #expect(table.values.filter { $0 == "anon_inode:[eventpoll]" }.count == 1)
        #expect(
          !table.values.contains { $0.contains("pidfd") || $0.contains("signalfd") || $0.contains("timerfd") }
        )
      }
    }

    @Test func theParentLosesNoDescriptorOverManyWorkers() throws {
      let (server, port) = try start("--max-connections-per-worker", "1")
      // Standard input, output and error; listener; the two ends of the queue; the scoreboard;
      // epoll, signalfd, timerfd; two for each worker.
      func holdsNoMoreThanItNeeds() -> Bool {
        ProcessTable.descriptors(of: server.pid).count == 10 + 2 * server.children.count
      }
      #expect(eventually(holdsNoMoreThanItNeeds))
      var load = try Load(port: port)
      try load.run(total: 400, concurrency: 8)
      #expect(load.failures.isEmpty)
      #expect(eventually(holdsNoMoreThanItNeeds))
    }

    @Test func theParentIsOneThread() throws {
      let (server, port) = try start()
      #expect(try Client.get(port: port).status == 200)
      #expect(ProcessTable.threadCount(of: server.pid) == 1)
    }

    @Test func ctrlCPrintsThePoolAndEndsIt() throws {
      let (server, port) = try start()
      var load = try Load(port: port)
      try load.run(total: 30, concurrency: 2)
      let children = server.children
      try server.send(.interrupt)
      #expect(try server.exitStatus() == .exited(code: 0))
      for child in children { #expect(server.output.contains("\(child)"), "\(server.output)") }
      #expect(server.output.contains("total: 30 connections served"), "\(server.output)")
      #expect(server.output.contains("PID") && server.output.contains("idle"))
      #expect(isFree(port))
      #expect(!server.log.contains("worker died"))
    }

    /// A terminal sends Ctrl-C to every process in the foreground, children included.
    @Test func ctrlCInATerminalDoesNotCutRequests() throws {
      let (server, port) = try start("--dummy-delay", "300ms")
      let client = try Client(port: port)
      try client.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
      #expect(server.logs("reason=spare-below-minimum"))
      for child in server.children { try ProcessDescriptor(pid: child).send(.interrupt) }
      try server.send(.interrupt)
      #expect(client.finish().status == 200)
      #expect(try server.exitStatus() == .exited(code: 0))
    }

    /// Closing the last copy of a listener resets the clients in its queue.
    @Test(arguments: ["0", "1"]) func aStopServesTheConnectionsThatWaitInTheQueue(limit: String) throws {
      let (server, port) = try start(
        "--start-workers", "5", "--max-spare-workers", "5", "--max-workers", "5", "--dummy-delay", "50ms",
        "--max-connections-per-worker", limit)
      var load = try Load(port: port)
      var told = false
      try load.run(total: 40, concurrency: 40) { _ in
        if !told { try server.send(.terminate) }
        told = true
      }
      #expect(load.failures.isEmpty, "\(load.failures.map { $0.failure ?? $0.text })")
      #expect(try server.exitStatus() == .exited(code: 0))
    }

    @Test func aSecondSignalStopsAtOnce() throws {
      let (server, port) = try start("--dummy-delay", "1h")
      let client = try Client(port: port)
      try client.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
      #expect(server.logs("reason=spare-below-minimum"))
      try server.send(.terminate)
      #expect(server.logs("stopping, workers have 30 s"))
      try server.send(.terminate)
      #expect(server.logs("stopping now"))
      #expect(try server.exitStatus() == .exited(code: 0))
      _ = client.finish()
    }

    @Test func aGracefulStopEndsWithItsTimeout() throws {
      let (server, port) = try start("--dummy-delay", "1h", "--graceful-timeout", "100ms")
      let client = try Client(port: port)
      try client.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
      #expect(server.logs("reason=spare-below-minimum"))
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
      _ = client.finish()
    }
  }
}
