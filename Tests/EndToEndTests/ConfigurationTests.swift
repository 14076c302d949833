import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct Configuration {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(_ text: String) throws -> String {
      try folder.write("server.yaml", Data(text.utf8))
      return folder.path("server.yaml")
    }

    /// A program with these variables in its environment, `NAME=VALUE`.
    private func program(_ arguments: [String], environment: String...) throws -> RunningProgram {
      let variables = environment.map { "'\($0)'" }.joined(separator: " ")
      return try RunningProgram("ServerCLI", arguments, shell: "exec env \(variables) \"$0\" \"$@\"")
    }

    @Test func aServerTakesFileEnvironmentAndFlags() throws {
      let path = try file(
        """
        listen: 127.0.0.1:0
        start-workers: 3
        min-spare-workers: 3
        max-spare-workers: 3
        max-workers: 3
        server-header: from-file
        """)
      let server = try program(
        ["run", "--max-workers", "4"], environment: "PREFORK_CONFIG=\(path)",
        "PREFORK_SERVER_HEADER=from-environment",
        "PREFORK_MAXWORKERS=9")
      let port = try #require(server.port(), "\(server.log)")
      #expect(server.logs("warning", "PREFORK_MAXWORKERS sets nothing"))
      let answer = try Client.get(port: port)
      #expect(answer.status == 200 && answer.text.contains("Server: from-environment"), "\(answer.text)")
      #expect(answer.text.contains("3 to 4 workers"), "\(answer.text)")
      #expect(ProcessTable.threadCount(of: server.pid) == 1)
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
    }

    @Test(arguments: [[], ["check"]]) func aWrongFileIsRefusedWithItsPlaces(command: [String]) throws {
      let path = try file("backlog: 10\nmx-workers: 3\nroot:\n")
      let server = try RunningProgram("ServerCLI", command + ["--config", path])
      #expect(try server.exitStatus() == .exited(code: 1))
      #expect(server.log.contains("\(path):2:1: there is no option 'mx-workers'"), "\(server.log)")
      #expect(server.log.contains("\(path):3:6: root has no value"), "\(server.log)")
      #expect(server.output.isEmpty)
    }

    @Test func aFailureToStartNamesTheLine() throws {
      let taken = try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 1)
      let path = try file("backlog: 10\nlisten: \(taken.address)\n")
      let server = try RunningProgram("ServerCLI", ["--config", path])
      #expect(try server.exitStatus() == .exited(code: 1))
      #expect(server.log.contains("\(path):2:9: cannot listen on \(taken.address)"), "\(server.log)")
    }

    @Test func aCheckSaysThatAllIsWell() throws {
      let path = try file("listen: 127.0.0.1:0\nroot: \(folder.path("."))\n")
      let check = try RunningProgram("ServerCLI", ["check", "--config", path])
      #expect(try check.exitStatus() == .exited(code: 0))
      #expect(check.output == "configuration is valid\n" && check.log.isEmpty, "\(check.log)")
    }

    @Test func aCheckEndsWith1ForWhatWouldNotStartAnd64ForAWrongFlag() throws {
      let path = try file("listen: 192.0.2.1:80\nroot: /no/such/folder\n")
      let check = try RunningProgram("ServerCLI", ["check", "--config", path])
      #expect(try check.exitStatus() == .exited(code: 1))
      #expect(check.log.contains("\(path):1:9: ") && check.log.contains("\(path):2:7: "), "\(check.log)")
      let wrong = try RunningProgram("ServerCLI", ["check", "--backlog", "many"])
      #expect(try wrong.exitStatus() == .exited(code: 64))
      #expect(wrong.output.isEmpty)
    }

    @Test func aCheckDisturbsNoServerThatHasTheAddress() throws {
      let server = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0"])
      let port = try #require(server.port())
      let check = try RunningProgram("ServerCLI", ["check", "--listen", "127.0.0.1:\(port)"])
      #expect(try check.exitStatus() == .exited(code: 0))
      #expect(check.log.contains("127.0.0.1:\(port)") && check.output == "configuration is valid\n")
      #expect(try Client.get(port: port).status == 200)
      try server.send(.interrupt)
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(server.output.contains("total: 1 connections served"), "\(server.output)")
    }

    @Test func thePrintedConfigurationStartsTheSameServer() throws {
      let arguments = ["--print-config", "--listen", "127.0.0.1:0", "--server-header", "a: #b"]
      let printing = try RunningProgram("ServerCLI", arguments)
      #expect(try printing.exitStatus() == .exited(code: 0))
      let server = try RunningProgram("ServerCLI", ["--config", try file(printing.output)])
      let port = try #require(server.port(), "\(server.log)")
      #expect(try Client.get(port: port).text.contains("Server: a: #b"))
    }

    @Test func helpListsOptionsCommandsAndSignals() throws {
      let help = try RunningProgram("ServerCLI", ["--help"])
      #expect(try help.exitStatus() == .exited(code: 0))
      for text in ["--max-workers", "--config", "check ", "TERM ", "HUP ", "WINCH ", "TTOU "] {
        #expect(help.output.contains("  \(text)"), "\(text)")
      }
      #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
  }
}
