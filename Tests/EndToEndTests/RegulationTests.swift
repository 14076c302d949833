import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct Regulation {
    private func start(_ arguments: String...) throws -> (RunningProgram, UInt16) {
      let server = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0"] + arguments)
      return (server, try #require(server.port(), "\(server.log)"))
    }

    @Test func growsUnderLoadAndShrinksAfterIt() throws {
      let (server, port) = try start("--dummy-delay", "50ms", "--spare-timeout", "300ms")
      var load = try Load(port: port)
      try load.run(total: 400, concurrency: 200)
      #expect(load.failures.isEmpty, "\(load.failures.first?.failure ?? "")")
      #expect(server.children.count > 60)
      #expect(server.logs("reason=connections-waiting", "backlog=", "idle=", "busy="))
      #expect(eventually { server.children.count <= 10 })
      #expect(server.logs("retiring worker", "reason=surplus"))
      #expect(!server.log.contains("worker died"))
      try load.run(total: 100, concurrency: 8)
      #expect(load.failures.isEmpty)
    }

    /// No client may see a reset because the pool shrinks, so it shrinks all the time here.
    @Test func losesNoRequestWhileItGrowsAndShrinks() throws {
      let (server, port) = try start(
        "--start-workers", "1", "--min-spare-workers", "1", "--max-spare-workers", "1", "--spare-timeout",
        "1ms",
        "--dummy-delay", "2ms")
      var load = try Load(port: port)
      for round in 0..<60 { try load.run(total: 40, concurrency: round % 3 == 0 ? 30 : 2) }
      #expect(load.failures.isEmpty, "\(load.failures.map { $0.failure ?? $0.text })")
      #expect(server.logs("worker left", "reason=surplus"))
    }

    @Test func replacesAWorkerThatHasServedItsConnections() throws {
      let (server, port) = try start("--max-connections-per-worker", "10")
      var load = try Load(port: port)
      try load.run(total: 600, concurrency: 16)
      #expect(load.failures.isEmpty, "\(load.failures.map { $0.failure ?? $0.text })")
      let served = Dictionary(grouping: load.exchanges.compactMap(\.worker), by: { $0 }).mapValues(\.count)
      #expect(served.values.allSatisfy { $0 <= 10 } && served.count >= 60)
      #expect(server.logs("worker left", "reason=connection-limit"))
    }

    @Test func aPoolThatMayNotGrowStaysAsItIs() throws {
      let (server, port) = try start(
        "--start-workers", "3", "--min-spare-workers", "3", "--max-spare-workers", "3", "--max-workers", "3",
        "--dummy-delay", "5ms")
      #expect(eventually { server.children.count == 3 })
      let children = server.children
      var load = try Load(port: port)
      try load.run(total: 200, concurrency: 60)
      #expect(load.failures.isEmpty)
      #expect(server.children == children)
      let warnings = server.logLines.filter { $0.contains("raise --max-workers") }
      #expect(warnings.count == 1, "\(warnings)")
    }

    @Test func anOnDemandPoolForksForTheFirstConnectionAndGoesBackToNone() throws {
      let (server, port) = try start(
        "--start-workers", "0", "--min-spare-workers", "0", "--max-spare-workers", "0", "--spare-timeout",
        "50ms")
      #expect(server.children.isEmpty)
      #expect(try Client.get(port: port).status == 200)
      #expect(eventually { server.children.isEmpty })
      var load = try Load(port: port)
      try load.run(total: 200, concurrency: 20)
      #expect(load.failures.isEmpty)
      #expect(eventually { server.children.isEmpty })
    }

    @Test(arguments: [["--no-epoll-exclusive"], ["--accept-order", "even"]])
    func servesWithEveryWayOfWakingWorkers(arguments: [String]) throws {
      let server = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0"] + arguments)
      var load = try Load(port: try #require(server.port()))
      try load.run(total: 500, concurrency: 20)
      #expect(load.failures.isEmpty)
    }

    /// The kernel wakes the worker that registered first; the even order makes workers take turns.
    @Test func theEvenOrderSpreadsSequentialConnectionsAndTheSkewedOneDoesNot() throws {
      func busiestShare(_ order: String) throws -> Double {
        let (server, port) = try start("--accept-order", order)
        var load = try Load(port: port)
        try load.run(total: 800, concurrency: 1)
        let served = Dictionary(grouping: load.exchanges.compactMap(\.worker), by: { $0 }).mapValues(\.count)
        #expect(load.failures.isEmpty && ProcessTable.isAlive(server.pid))
        return Double(served.values.max() ?? 0) / 800
      }
      let (skewed, even) = (try busiestShare("skewed"), try busiestShare("even"))
      #expect(skewed > 0.5 && even < 0.5, "skewed \(skewed), even \(even)")
    }

    @Test func runsAThousandWorkersOfLessThanAMebibyteEach() throws {
      let (server, port) = try start(
        "--start-workers", "1000", "--min-spare-workers", "1000", "--max-spare-workers", "1000",
        "--max-workers",
        "1000", "--log-level", "notice", "--spawn-burst", "100")
      #expect(eventually { server.children.count == 1000 })
      var load = try Load(port: port)
      try load.run(total: 1000, concurrency: 100)
      #expect(load.failures.isEmpty)
      let memory = server.children.map { ProcessTable.privateMemory(of: $0) }
      #expect(memory.allSatisfy { (1..<(1 << 20)).contains($0) }, "largest \(memory.max() ?? 0) bytes")
    }
  }
}
