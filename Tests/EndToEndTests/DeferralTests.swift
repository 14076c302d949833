import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// `--defer-accept`: a client that has sent nothing holds no worker.
  @Suite struct Deferral {
    /// One worker, which one client could hold for itself.
    private static let pool = [
      "--listen", "127.0.0.1:0", "--start-workers", "1", "--min-spare-workers", "0", "--max-spare-workers",
      "1",
      "--max-workers", "1",
    ]

    @Test(arguments: ["1", "100"])
    func aSilentClientHoldsNoWorker(model: String) throws {
      let server = try RunningProgram(
        "ServerCLI", Self.pool + ["--defer-accept", "1h", "--connections-per-worker", model])
      let port = try #require(server.port(), "\(server.log)")
      let silent = try Conversation(port: port)
      #expect(try Client.get("/", port: port).status == 200)
      #expect(try silent.get().status == 200)
      #expect(ProcessTable.isAlive(server.pid))
    }

    /// The kernel's first repeat, after a second, ends the wait that was asked for.
    @Test func aSilentClientIsAnsweredInTheEnd() throws {
      let server = try RunningProgram(
        "ServerCLI", Self.pool + ["--defer-accept", "1s", "--header-timeout", "100ms"])
      let port = try #require(server.port(), "\(server.log)")
      let silent = try Conversation(port: port)
      // As if it had been accepted at once: the worker takes it, and closes it when no request comes.
      #expect(try silent.endsSilently(), "\(server.log)")
      #expect(ProcessTable.isAlive(server.pid))
    }

    @Test func aReloadChangesItForAListenerThatStays() throws {
      let folder = try TemporaryFolder()
      try folder.write("server.yaml", Data("defer-accept: 0\n".utf8))
      let server = try RunningProgram(
        "ServerCLI", Self.pool + ["--config", folder.path("server.yaml"), "--keep-alive-timeout", "1h"])
      let port = try #require(server.port(), "\(server.log)")
      try folder.write("server.yaml", Data("defer-accept: 1h\n".utf8))
      try server.send(.hangup)
      #expect(server.logs("the new generation serves"), "\(server.log)")
      let silent = try Conversation(port: port)
      #expect(try Client.get("/", port: port).status == 200)
      #expect(try silent.get().status == 200)
    }
  }
}
