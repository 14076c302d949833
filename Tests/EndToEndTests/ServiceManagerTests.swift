import Glibc
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct ServiceManagers {
    private func start(_ environment: String, _ arguments: String...) throws -> RunningProgram {
      try RunningProgram(
        "ServerCLI", ["--listen", "127.0.0.1:0"] + arguments, shell: "\(environment) exec \"$0\" \"$@\"")
    }

    @Test(arguments: [false, true]) func hearsOfTheStartTheCountsAndTheStop(isAbstract: Bool) throws {
      let folder = try TemporaryFolder()
      let listener = try NotifyListener(
        at: isAbstract ? "@prefork-test-\(Fork.pid)" : folder.path("notify"))
      let server = try start("NOTIFY_SOCKET=\(listener.address)", "--dummy-delay", "2s")
      #expect(listener.line("READY=1") != nil)
      #expect(server.children.count == 5)
      #expect(listener.line("STATUS=5 workers: 5 idle, 0 busy") != nil)
      let client = try Client(port: try #require(server.port()))
      try client.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
      #expect(listener.line("STATUS=6 workers: 5 idle, 1 busy") != nil, "\(listener.lines)")
      #expect(client.finish().status == 200)
      // Told by a deadline: nothing else happens any more.
      #expect(listener.line("STATUS=6 workers: 6 idle, 0 busy") != nil, "\(listener.lines)")
      #expect(!listener.lines.contains { $0.hasPrefix("STOPPING") || $0.hasPrefix("WATCHDOG") })
      try server.send(.terminate)
      #expect(listener.line("STOPPING=1") != nil)
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(listener.lines.filter { $0 == "READY=1" }.count == 1)
      #expect(listener.lines.filter { $0 == "STOPPING=1" }.count == 1)
    }

    @Test func hearsOfAReloadWithItsTimeAndOfItsEnd() throws {
      let folder = try TemporaryFolder()
      let listener = try NotifyListener(at: folder.path("notify"))
      let server = try start("NOTIFY_SOCKET=\(listener.address)")
      #expect(listener.line("READY=1") != nil)
      let before = MonotonicTime.exact.unsigned / 1000
      try server.send(.hangup)
      #expect(listener.line("RELOADING=1") != nil)
      // In one datagram, as sd_notify(3) wants it.
      let datagram = try #require(listener.datagrams.first { $0.contains("RELOADING=1") })
      let time = datagram.compactMap { $0.hasPrefix("MONOTONIC_USEC=") ? UInt64($0.dropFirst(15)) : nil }
      #expect(time.count == 1 && time.allSatisfy { $0 >= before }, "\(datagram)")
      #expect(eventually { listener.lines.filter { $0 == "READY=1" }.count == 2 }, "\(listener.lines)")
      #expect(ProcessTable.isAlive(server.pid))
    }

    @Test func hearsOfTheProcessThatTakesOver() throws {
      let folder = try TemporaryFolder()
      let listener = try NotifyListener(at: folder.path("notify"))
      let server = try start("NOTIFY_SOCKET=\(listener.address)")
      let lineage = Lineage(server)
      #expect(listener.line("READY=1") != nil)
      try server.send(Signal(rawValue: SIGUSR2))
      let line = try #require(listener.line("MAINPID="), "\(listener.lines)")
      let successor = try #require(Int32(line.dropFirst(8)))
      #expect(successor != server.pid && ProcessTable.isAlive(successor))
      let process = try ProcessDescriptor(pid: successor)
      #expect(try server.exitStatus() == .exited(code: 0))
      try process.send(.terminate)
      #expect(eventually { !ProcessTable.isAlive(successor) })
      withExtendedLifetime(lineage) {}
    }

    @Test func isNotToldOfReadinessByWorkersThatNeverBecomeReady() throws {
      let folder = try TemporaryFolder()
      let listener = try NotifyListener(at: folder.path("notify"))
      let server = try RunningProgram(
        "PoolFixture", ["bootCrash"], shell: "NOTIFY_SOCKET=\(listener.address) exec \"$0\" \"$@\"")
      #expect(server.logs("forking no other for 0.400 s"))
      try server.send(.terminate)
      #expect(listener.line("STOPPING=1") != nil)
      #expect(!listener.lines.contains("READY=1"))
    }

    @Test func theWatchdogIsFedWithoutAnyLoad() throws {
      let folder = try TemporaryFolder()
      let listener = try NotifyListener(at: folder.path("notify"))
      let server = try start("export WATCHDOG_USEC=200000 WATCHDOG_PID=$$ NOTIFY_SOCKET=\(listener.address);")
      #expect(eventually { listener.lines.filter { $0 == "WATCHDOG=1" }.count >= 5 })
      #expect(ProcessTable.isAlive(server.pid))
    }

    @Test func theWatchdogOfAnotherProcessIsNotFed() throws {
      let folder = try TemporaryFolder()
      let listener = try NotifyListener(at: folder.path("notify"))
      let server = try start("export WATCHDOG_USEC=2000 WATCHDOG_PID=1 NOTIFY_SOCKET=\(listener.address);")
      #expect(listener.line("READY=1") != nil)
      try server.send(.terminate)
      #expect(listener.line("STOPPING=1") != nil)
      #expect(!listener.lines.contains("WATCHDOG=1"))
    }

    @Test(arguments: ["/no/such/socket", "vsock:2:1", "@"])
    func oneThatDoesNotListenIsComplainedOfOnceAndHarmsNothing(address: String) throws {
      let server = try start("NOTIFY_SOCKET=\(address)")
      let port = try #require(server.port())
      for _ in 0..<3 { #expect(try Client.get(port: port).status == 200) }
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(server.logLines.filter { $0.contains("NOTIFY_SOCKET") }.count == 1, "\(server.log)")
    }
  }
}
