import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct PidFiles {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
      folder = try TemporaryFolder()
      path = folder.path("server.pid")
    }

    private func start() throws -> RunningProgram {
      try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0", "--pid-file", path])
    }

    private var text: String? { try? String(contentsOfFile: path, encoding: .utf8) }

    @Test func namesTheParentWhileItRunsAndIsGoneAfterAStop() throws {
      let server = try start()
      _ = try #require(server.port())
      #expect(text == "\(server.pid)\n")
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(text == nil)
    }

    @Test func aSecondServerIsRefusedAndLeavesTheFirstItsFile() throws {
      let server = try start()
      _ = try #require(server.port())
      let second = try start()
      #expect(try second.exitStatus() == .exited(code: 1))
      #expect(second.log.contains("process \(server.pid) is alive"), "\(second.log)")
      #expect(text == "\(server.pid)\n")
    }

    @Test func whatAKilledServerLeftIsReplaced() throws {
      let killed = try start()
      _ = try #require(killed.port())
      try killed.send(.kill)
      _ = try killed.exitStatus()
      #expect(text == "\(killed.pid)\n")
      let server = try start()
      _ = try #require(server.port())
      #expect(text == "\(server.pid)\n")
    }

    @Test func aWorkerThatDiesTakesNothingWithIt() throws {
      let server = try start()
      _ = try #require(server.port())
      #expect(eventually { server.children.count >= 5 })
      try ProcessDescriptor(pid: try #require(server.children.first)).send(.kill)
      #expect(server.logs("worker died"))
      #expect(text == "\(server.pid)\n")
    }

    @Test func isNotWrittenWhenTheListenerCannotBeOpened() throws {
      let taken = try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 1)
      let server = try RunningProgram("ServerCLI", ["--listen", "\(taken.address)", "--pid-file", path])
      #expect(try server.exitStatus() == .exited(code: 1))
      #expect(text == nil)
    }
  }
}
