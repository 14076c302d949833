import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct Crashes {
    /// A worker serves one connection at a time, so each death may cost one request and no more.
    @Test func everyRequestButThoseOfKilledWorkersIsAnswered() throws {
      let server = try RunningProgram(
        "ServerCLI", ["--listen", "127.0.0.1:0", "--dummy-delay", "3ms", "--max-workers", "40"])
      let port = try #require(server.port())
      var killed = 0
      var load = try Load(port: port)
      try load.run(total: 3000, concurrency: 16) { done in
        guard done >= 30 * (killed + 1), let victim = server.children.randomElement() else { return }
        killed += 1
        try ProcessDescriptor(pid: victim).send(killed % 2 == 0 ? .kill : .segmentationFault)
      }
      #expect(
        killed >= 90 && load.failures.count <= killed, "\(killed) killed, \(load.failures.count) failed")
      #expect(load.failures.allSatisfy { $0.bytes.isEmpty })
      #expect(server.logs("worker died", "status=SIGKILL", "pid=", "age="))
      #expect(server.logs("worker died", "status=SIGSEGV"))
      #expect(eventually { server.children.filter(ProcessTable.isAlive).count >= 5 })
      let before = load.failures.count
      try load.run(total: 100, concurrency: 8)
      #expect(load.failures.count == before)
    }

    @Test func aTrapCostsOneRequestAndTheLogNamesTheWorker() throws {
      let server = try RunningProgram("PoolFixture", ["trap"])
      let port = try #require(server.port())
      let answer = try Client.get("/trap", port: port)
      #expect(answer.status == nil)
      #expect(server.logs("worker died", "status=SIG"))
      for _ in 0..<20 { #expect(try Client.get(port: port).status == 200) }
      #expect(ProcessTable.isAlive(server.pid))
      let deaths = server.logLines.filter { $0.contains("worker died") }
      #expect(deaths.count == 1, "\(server.log)")
      let named = deaths.first?.firstRange(of: "pid=").map {
        deaths[0][$0.upperBound...].prefix { $0.isNumber }
      }
      let pid = try #require(named.flatMap { Int32($0) })
      #expect(pid != server.pid && !ProcessTable.isAlive(pid))
    }

    @Test func aWorkerThatSendsGarbageIsNamedAndReplacedAndNothingElseHappens() throws {
      let server = try RunningProgram("PoolFixture", ["garbage"])
      let port = try #require(server.port())
      #expect(server.logs("no message", "byte=0xff", "pid="))
      #expect(server.logs("worker died", "status=SIGKILL"))
      #expect(eventually { server.children.count == 2 })
      for _ in 0..<20 { #expect(try Client.get(port: port).status == 200) }
      #expect(server.logLines.filter { $0.contains("worker died") }.count == 1)
    }

    /// The end of a stream stays readable for ever; a server that tests the event mask for equality spins on it.
    @Test func aWorkerThatClosesItsChannelAndLivesOnIsReplacedAndKilled() throws {
      let server = try RunningProgram("PoolFixture", ["deserter"])
      let port = try #require(server.port())
      #expect(server.logs("worker died", "status=SIGKILL"))
      #expect(eventually { server.children.count == 2 })
      #expect(try Client.get(port: port).status == 200)
    }

    @Test func workersThatCannotStartAreNotForkedInACircle() throws {
      let server = try RunningProgram("PoolFixture", ["bootCrash"])
      #expect(server.logs("ended before it was ready", "for 0.400 s"))
      #expect(server.logLines.filter { $0.contains("exit code 3") }.count <= 12)
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
    }

    /// With EPOLLEXCLUSIVE the kernel wakes one worker. If that one dies before it accepts, no other is told.
    @Test func aConnectionWhoseWakeupDiedWithAWorkerIsServedByAnother() throws {
      let server = try RunningProgram("PoolFixture", ["lostWakeup"])
      let port = try #require(server.port())
      #expect(eventually { server.children.count == 2 })
      let answer = try Client.get(port: port)
      #expect(answer.status == 200)
      #expect(server.logs("worker died", "exit code 9"))
    }

    @Test func refusesToForkAProcessWithThreadsAndSaysWhy() throws {
      let server = try RunningProgram("PoolFixture", ["threads"])
      #expect(server.logs("cannot fork", "2 threads", "before the server runs"))
      #expect(server.children.isEmpty)
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
    }
  }
}
