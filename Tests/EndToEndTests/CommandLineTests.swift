import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct CommandLine {
    struct Refusal: Sendable {
      let arguments: [String]
      let says: [String]
    }

    @Test(arguments: [
      Refusal(arguments: ["--listen", "nonsense"], says: ["nonsense", "HOST:PORT", "127.0.0.1:8080"]),
      Refusal(arguments: ["--listen", "127.0.0.1:70000"], says: ["HOST:PORT", "65535"]),
      Refusal(
        arguments: ["--listen", "192.0.2.1:0"], says: ["192.0.2.1:0", "no interface of this machine"]),
      Refusal(arguments: ["--max-workers", "4"], says: ["--min-spare-workers 5", "--max-workers 4"]),
      Refusal(
        arguments: ["--min-spare-workers", "11", "--start-workers", "11"],
        says: ["--min-spare-workers 11", "--max-spare-workers 10"]),
      Refusal(arguments: ["--dummy-delay", "soon"], says: ["soon", "--dummy-delay"]),
      Refusal(arguments: ["--root", "/no/such/folder"], says: ["/no/such/folder", "directory"]),
      Refusal(arguments: ["--backlog", "0"], says: ["--backlog 0"]),
      Refusal(arguments: ["--no-such-flag"], says: ["--no-such-flag"]),
    ])
    func aWrongFlagIsRefusedWithAMessageThatSaysWhatToDo(_ refusal: Refusal) throws {
      let program = try RunningProgram("ServerCLI", refusal.arguments)
      let status = try #require(try program.exitStatus())
      #expect(!status.isClean)
      for text in refusal.says { #expect(program.log.contains(text), "\(program.log)") }
    }

    @Test func aPortInUseIsRefusedWithAMessageThatSaysWhatToDo() throws {
      let taken = try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 1)
      let program = try RunningProgram("ServerCLI", ["--listen", "\(taken.address)"])
      #expect(try program.exitStatus() == .exited(code: 1))
      #expect(program.log.contains("in use") && program.log.contains("--listen"))
    }

    @Test func tellsItsVersion() throws {
      let program = try RunningProgram("ServerCLI", ["--version"])
      #expect(try program.exitStatus() == .exited(code: 0))
      #expect(program.output.split(separator: ".").count == 3)
    }

    @Test func listensOnIPv6() throws {
      let program = try RunningProgram("ServerCLI", ["--listen", "[::1]:0"])
      #expect(program.logs("listening on http://[::1]:"))
    }
  }
}
