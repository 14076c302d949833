import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// What a launcher may have arranged, or left in disorder, before the server starts.
  @Suite struct Surroundings {
    /// A server in a terminal of its own, which script(1) holds: when that is killed, the kernel sends HUP.
    private struct InTerminal {
      let terminal: RunningProgram
      let server: Int32
      let port: UInt16
      let folder: TemporaryFolder

      init(_ preparation: String) throws {
        let folder = try TemporaryFolder()
        let log = folder.path("log")
        let terminal = try RunningProgram(
          "ServerCLI", ["--listen", "127.0.0.1:0", "--error-log", log],
          shell: "exec script -qec \"\(preparation) exec $0 $*\" /dev/null")
        var port: UInt16?
        let isUp = eventually {
          let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
          port = text.firstRange(of: "http://127.0.0.1:").flatMap {
            UInt16(text[$0.upperBound...].prefix { $0.isNumber })
          }
          return port != nil && terminal.children.count == 1
        }
        try #require(isUp, "\(terminal.output)")
        self.terminal = terminal
        self.folder = folder
        self.port = try #require(port)
        server = try #require(terminal.children.first)
      }

      var log: String { (try? String(contentsOfFile: folder.path("log"), encoding: .utf8)) ?? "" }
    }

    /// nohup(1) has its program ignore HUP. A signalfd receives a blocked signal though it is ignored, so that the server
    /// once stopped when the terminal was closed that it was to outlive.
    @Test func nohupKeepsTheServerRunningWithoutItsTerminal() throws {
      let session = try InTerminal("trap '' HUP;")
      let server = try ProcessDescriptor(pid: session.server)
      defer { try? server.send(.terminate) }
      try session.terminal.send(.kill)
      _ = try session.terminal.exitStatus()
      #expect(try Client.get(port: session.port).status == 200)
      // Signals are received in the order of their numbers, HUP ahead of TERM.
      try server.send(.terminate)
      #expect(eventually { !ProcessTable.isAlive(session.server) })
      #expect(session.log.contains("received SIGTERM") && !session.log.contains("received SIGHUP"))
    }

    @Test func withoutNohupTheServerEndsWithItsTerminal() throws {
      let session = try InTerminal("")
      try session.terminal.send(.kill)
      #expect(eventually { !ProcessTable.isAlive(session.server) })
      #expect(session.log.contains("received SIGHUP") && session.log.contains("stopped"))
    }

    /// Sent by a person it is an order, terminal or not.
    @Test func aHangupThatAProcessSendsReloads() throws {
      let server = try RunningProgram(
        "ServerCLI", ["--listen", "127.0.0.1:0"], shell: #"trap '' HUP; exec "$0" "$@""#)
      let port = try #require(server.port(), "\(server.log)")
      try server.send(.hangup)
      #expect(server.logs("received SIGHUP") && server.logs("reloaded"))
      #expect(try Client.get(port: port).status == 200)
    }

    /// The first line is logged before there is a supervisor, which ignores SIGPIPE for itself and the workers.
    @Test func aLogThatNobodyReadsDoesNotEndTheServer() throws {
      let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
      let server = try RunningProgram(
        "ServerCLI", ["--listen", "unix:\(path)"],
        // A pipe of which only the writing end is left, and SIGPIPE as it is by default, whatever the tests run under.
        shell: #"""
          pipe=$(mktemp -u) && mkfifo "$pipe" && exec 3<>"$pipe" 2>"$pipe" && rm "$pipe" && exec 3<&- &&
          exec env --default-signal=PIPE "$0" "$@"
          """#)
      #expect(
        eventually { FileManager.default.fileExists(atPath: path) || !ProcessTable.isAlive(server.pid) })
      #expect(eventually { (try? Conversation(to: "unix:\(path)").get().status) == 200 })
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
    }

    /// A sibling that has just been forked holds copies of the supervisor's descriptors for a moment. Those of a worker
    /// that ended would stay in the epoll set with them, ready for ever. Here the test holds such copies.
    @Test func descriptorsOfADeadWorkerAreNotWatchedWhileCopiesOfThemLive() throws {
      let server = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0"])
      _ = try #require(server.port(), "\(server.log)")
      // The signals and the timer; a pidfd and a channel of each worker.
      func watchesNoMoreThanItNeeds() -> Bool {
        ProcessTable.watchedCount(by: server.pid) == 2 + 2 * server.children.count
      }
      #expect(eventually { server.children.count == 5 && watchesNoMoreThanItNeeds() })
      try withExtendedLifetime(ProcessTable.copyDescriptors(of: server.pid)) { copies in
        #expect(copies.count >= 17)
        try ProcessDescriptor(pid: try #require(server.children.first)).send(.kill)
        #expect(server.logs("worker died", "status=SIGKILL"))
        #expect(
          eventually { server.children.count == 5 && watchesNoMoreThanItNeeds() },
          "\(ProcessTable.watchedCount(by: server.pid)) watched, \(server.children.count) workers")
      }
    }

    /// Each connection wakes every idle worker, of which all but one go back to sleep; the pool must grow all the same.
    @Test func aPoolGrowsWithoutExclusiveWakeUps() throws {
      let server = try RunningProgram(
        "ServerCLI", ["--listen", "127.0.0.1:0", "--no-epoll-exclusive", "--dummy-delay", "50ms"])
      var load = try Load(port: try #require(server.port(), "\(server.log)"))
      try load.run(total: 400, concurrency: 100)
      #expect(load.failures.isEmpty, "\(load.failures.first?.failure ?? "")")
      #expect(server.children.count > 30 && !server.log.contains("worker died"))
      #expect(server.logs("reason=connections-waiting"))
    }
  }
}
