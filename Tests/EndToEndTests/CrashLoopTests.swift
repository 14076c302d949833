import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// Workers that die before they have answered anything.
  @Suite struct CrashLoops {
    private static let degraded = "degraded: workers keep dying"

    @Test func forkingSlowsDownAndThePoolIsDegradedUntilAWorkerDoesWell() throws {
      let server = try RunningProgram("PoolFixture", ["trapAdmin"])
      let port = try #require(server.port(), "\(server.log)")
      let admin = try #require(server.adminPort(), "\(server.log)")
      #expect(try Client.get("/metrics", port: admin).text.contains("\nprefork_degraded 0\n"))
      var crashes = 0
      while crashes < 100, !server.log.contains(Self.degraded) {
        // Each is answered, however late.
        #expect(try Client.get("/trap", port: port).status == 500)
        crashes += 1
      }
      #expect(server.logs(Self.degraded))
      #expect(
        crashes >= 10 && server.logs("workers die before they have answered", "forking no other for 0.2"))
      #expect(
        try eventually { try Client.get("/metrics", port: admin).text.contains("\nprefork_degraded 1\n") })
      #expect(try Client.get("/readyz", port: admin).text.contains("degraded"))
      #expect(try Client.get("/healthz", port: admin).status == 200)
      #expect(try Client.get("/trap", port: port).status == 500)
      // A worker that answers ends it.
      #expect(try Client.get(port: port).status == 200)
      #expect(server.logs("recovered: workers live on"))
      #expect(
        try eventually { try Client.get("/metrics", port: admin).text.contains("\nprefork_degraded 0\n") })
      #expect(try Client.get("/readyz", port: admin).text.contains("\r\n\r\nready\n"))
      #expect(server.logLines.filter { $0.contains(Self.degraded) }.count == 1)
    }

    @Test func whoIsKilledFromOutsideIsToldApart() throws {
      let server = try RunningProgram("PoolFixture", ["trap"])
      let port = try #require(server.port())
      #expect(try Client.get(port: port).status == 200)
      let victim = try #require(server.children.first)
      try ProcessDescriptor(pid: victim).send(.kill)
      #expect(server.logs("somebody else killed it", "pid=\(victim)", "reason=killed-from-outside"))
      #expect(try Client.get(port: port).status == 200)
    }

    /// The backtracer is a program of its own, which looks at the worker after its client was answered.
    @Test func swiftsBacktraceIsPrintedWhereItIsWanted() throws {
      let server = try RunningProgram(
        "PoolFixture", ["trapBacktrace"],
        shell: "SWIFT_BACKTRACE=enable=yes,color=no,interactive=no exec \"$0\" \"$@\"")
      let port = try #require(server.port())
      let client = try Conversation(port: port)
      #expect(try client.get("/trap").status == 500)
      #expect(server.logs("worker crashed", "answer=sent"))
      #expect(
        eventually { (server.log + server.output).contains("TrapHandler.trap") },
        "\(server.log)\(server.output)")
      #expect(try Client.get(port: port).status == 200)
    }

    /// The backtracer's handler returns, and a signal that was sent is not raised again by the instruction: the worker
    /// lived on, without its connections.
    @Test func aSignalThatSomebodySentEndsTheWorkerAfterItsBacktrace() throws {
      let server = try RunningProgram(
        "PoolFixture", ["trapBacktrace"],
        shell: "SWIFT_BACKTRACE=enable=yes,color=no,interactive=no exec \"$0\" \"$@\"")
      let port = try #require(server.port())
      let client = try Conversation(port: port)
      let victim = try #require(try client.get().worker)
      try ProcessDescriptor(pid: victim).send(.segmentationFault)
      #expect(server.logs("worker crashed", "pid=\(victim)", "status=SIGSEGV"), "\(server.log)")
      #expect(
        eventually { (server.log + server.output).contains("Thread 0") }, "\(server.log)\(server.output)")
      #expect(try client.get().worker != victim)
    }

    /// No stack is left, or the heap is broken: the crash needs neither.
    @Test(arguments: ["/overflow", "/heap"]) func aBrokenWorkerStillHandsOver(path: String) throws {
      let server = try RunningProgram("PoolFixture", ["trapMultiplexed"])
      let port = try #require(server.port())
      let idle = try (0..<20).map { _ in try Conversation(port: port) }
      for client in idle { #expect(try client.get().status == 200) }
      for _ in 0..<2 {
        let client = try Conversation(port: port)
        #expect(try client.get(path).status == 500, "\(server.log)")
      }
      for client in idle { #expect(try client.get().status == 200) }
      #expect(server.logs("worker crashed", "lost=0"))
      #expect(eventually { server.children.count == 2 })
    }
  }
}
