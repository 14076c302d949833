import Glibc
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
      #expect(killed >= 90)
      let deaths = { server.logLines.filter { $0.contains("status=SIG") }.count }
      // A victim may have been killed twice before the parent noticed; nobody else may die, nobody may be missed.
      #expect(eventually { deaths() > killed * 3 / 4 })
      #expect(deaths() <= killed, "\(killed) killed, \(deaths()) died")
      #expect(load.failures.count <= deaths(), "\(deaths()) died, \(load.failures.count) failed")
      // Who was killed could say nothing; who crashed said so.
      #expect(load.failures.allSatisfy { $0.bytes.isEmpty || $0.status == 500 })
      #expect(server.logs("worker died", "status=SIGKILL", "pid=", "age="))
      #expect(server.logs("worker crashed", "status=SIGSEGV", "pid=", "age="))
      #expect(eventually { server.children.filter(ProcessTable.isAlive).count >= 5 })
      let before = load.failures.count
      try load.run(total: 100, concurrency: 8)
      #expect(load.failures.count == before)
    }

    @Test func aTrapCostsOneRequestAndTheLogNamesTheWorker() throws {
      let server = try RunningProgram("PoolFixture", ["trap"])
      let port = try #require(server.port())
      let answer = try Client.get("/trap", port: port)
      #expect(answer.status == 500)
      #expect(server.logs("worker crashed", "status=SIG", "request=GET /trap"))
      for _ in 0..<20 { #expect(try Client.get(port: port).status == 200) }
      #expect(ProcessTable.isAlive(server.pid))
      let deaths = server.logLines.filter { $0.contains("worker crashed") }
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
      // It had a second to spin in.
      #expect(ProcessTable.cpuTicks(of: server.pid) < 50)
      #expect(eventually { server.children.count == 2 })
      #expect(try Client.get(port: port).status == 200)
    }

    /// The supervisor must not read for as long as a worker writes.
    @Test func aWorkerThatFloodsItsChannelHoldsUpNobody() throws {
      let server = try RunningProgram("PoolFixture", ["flood"])
      let port = try #require(server.port())
      #expect(eventually { server.children.count >= 2 })
      for _ in 0..<5 {
        guard let victim = server.children.last else { break }
        try ProcessDescriptor(pid: victim).send(.kill)
        #expect(server.logs("worker died", "pid=\(victim)"))
        #expect(try Client.get(port: port).status == 200)
      }
    }

    /// Some launchers leave SIGCHLD ignored: then the kernel reaps the workers and waitid(2) knows nothing of them.
    @Test func deathsAreNoticedEvenIfTheLauncherIgnoredThem() throws {
      let server = try RunningProgram(
        "ServerCLI", ["--listen", "127.0.0.1:0"], shell: "trap '' CHLD; exec \"$0\" \"$@\"")
      #expect(server.port() != nil && eventually { server.children.count == 5 })
      let victim = try #require(server.children.first)
      try ProcessDescriptor(pid: victim).send(.kill)
      #expect(server.logs("worker died", "pid=\(victim)", "status=SIGKILL"))
      #expect(eventually { server.children.count == 5 })
    }

    /// A service manager sends TERM to every process of the service.
    @Test func aTermForEveryProcessCutsNoRequest() throws {
      let server = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0", "--dummy-delay", "300ms"])
      let port = try #require(server.port())
      let client = try Client(port: port)
      try client.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
      // The log need not say that a worker is busy: the supervisor may see the connection before the worker tells of it.
      #expect(
        eventually { server.children.contains { ProcessTable.systemCall(of: $0) == ProcessTable.sleep } })
      for child in server.children { try ProcessDescriptor(pid: child).send(.terminate) }
      try server.send(.terminate)
      #expect(client.finish().status == 200)
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(!server.log.contains("worker died"))
    }

    /// The log's reader has stalled: the pool goes on, and goes on being regulated.
    @Test func aLogThatNobodyReadsStopsNothing() throws {
      let folder = try TemporaryFolder()
      #expect(unsafe mkfifo(folder.path("log"), 0o600) == 0)
      let reader = unsafe open(folder.path("log"), O_RDONLY | O_NONBLOCK)
      defer { close(reader) }
      let taken = try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 1)
      let port = taken.address.port
      let script = "exec 2>\(folder.path("log")); exec \"$0\" \"$@\""
      let server = try withExtendedLifetime(taken) {
        try RunningProgram(
          "ServerCLI", ["--listen", "127.0.0.2:\(port)", "--max-connections-per-worker", "1"], shell: script)
      }
      #expect(eventually { server.children.count >= 5 })
      for _ in 0..<1500 {
        let client = try Conversation(port: port, host: "127.0.0.2")
        try client.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
        #expect(try client.next().status == 200)
      }
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
    }

    @Test func workersThatCannotStartAreNotForkedInACircle() throws {
      let server = try RunningProgram("PoolFixture", ["bootCrash"])
      #expect(server.logs("ended before it was ready", "for 0.400 s"))
      #expect(server.logLines.filter { $0.contains("exit code 3") }.count <= 12)
      #expect(server.logs("degraded: workers keep dying"))
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
    }

    /// Earlier servers slept in the loop when fork(2) failed, or ended.
    @Test func aSystemWithoutRoomForProcessesIsWaitedForWithoutSleeping() throws {
      let server = try RunningProgram("PoolFixture", ["fullProcessTable"])
      let port = try #require(server.port())
      // Whoever died before it was ready would be a failure of its own.
      #expect(
        eventually {
          server.children.count == 2
            && server.children.allSatisfy { ProcessTable.systemCall(of: $0) == ProcessTable.epollWait }
        })
      let victim = try #require(server.children.last)
      try ProcessDescriptor(pid: victim).send(.kill)
      let reasons = ["Resource temporarily unavailable", "Cannot allocate memory"]
      for (attempt, delay) in ["0.100 s", "0.200 s", "0.400 s", "0.800 s"].enumerated() {
        #expect(server.logs("fork failed, trying again in \(delay)", reasons[attempt % 2]), "\(server.log)")
        // The worker that is left serves, and the parent hears of it.
        #expect(try Client.get(port: port).status == 200)
      }
      #expect(eventually { server.children.count >= 2 })
      #expect(server.logLines.count { $0.contains("fork failed") } == 4)
      #expect(server.logLines.count { $0.contains("worker died") } == 1)
    }

    /// Of workers that are forked together one may be refused.
    @Test func aForkThatFailsAmongOthersLeavesNothingBehind() throws {
      let server = try RunningProgram("PoolFixture", ["refusedFork"])
      let other = try RunningProgram("PoolFixture", ["trap"])
      for program in [server, other] {
        #expect(
          eventually {
            program.children.count == 2
              && program.children.allSatisfy { ProcessTable.systemCall(of: $0) == ProcessTable.epollWait }
          })
      }
      #expect(server.logLines.count { $0.contains("fork failed") } == 1, "\(server.log)")
      let sockets = { (program: RunningProgram) in
        ProcessTable.descriptors(of: program.pid).values.count { $0.hasPrefix("socket:") }
      }
      #expect(eventually { sockets(server) == sockets(other) }, "\(sockets(server)), not \(sockets(other))")
      #expect(try Client.get(port: try #require(server.port())).status == 200)
    }

    /// With EPOLLEXCLUSIVE the kernel wakes one worker. If that one dies before it accepts, no other is told.
    @Test func aConnectionWhoseWakeupDiedWithAWorkerIsServedByAnother() throws {
      let server = try RunningProgram("PoolFixture", ["lostWakeup"])
      let port = try #require(server.port())
      #expect(eventually { server.children.count == 2 })
      // Both are blocked in epoll_wait, the one that will die first in the kernel's queue.
      #expect(
        eventually {
          server.children.allSatisfy { ProcessTable.systemCall(of: $0) == ProcessTable.epollWait }
        })
      let answer = try Client.get(port: port)
      #expect(answer.status == 200)
      #expect(server.logs("worker died", "exit code 9"))
      #expect(server.logs("telling an idle one to look", within: .seconds(5)), "\(server.log)")
      #expect(!server.log.contains("forking 1 worker"))
    }

    /// Before Linux 4.5 epoll_ctl(2) does not know EPOLLEXCLUSIVE.
    @Test func aKernelWithoutTheExclusiveFlagGetsAWarningAndIsServedWithoutIt() throws {
      let server = try RunningProgram("PoolFixture", ["oldKernel"])
      var load = try Load(port: try #require(server.port()))
      try load.run(total: 200, concurrency: 8)
      #expect(load.failures.isEmpty)
      #expect(server.logs("warning", "no EPOLLEXCLUSIVE"))
      #expect(!server.log.contains("worker died"))
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
