import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// HUP with another configuration file.
  @Suite struct ReloadedConfigurations {
    private let folder: TemporaryFolder
    private let socket: String

    init() throws {
      folder = try TemporaryFolder()
      socket = folder.path("server.sock")
      try folder.write("one/page", Data("one".utf8))
      try folder.write("two/page", Data("two".utf8))
    }

    private func configure(_ lines: String...) throws {
      try folder.write("server.yaml", Data((lines + [""]).joined(separator: "\n").utf8))
    }

    private func reload(_ server: RunningProgram, _ goal: Int) throws -> Bool {
      try server.send(.hangup)
      return eventually { server.logLines.filter { $0.contains("the new generation serves") }.count == goal }
    }

    @Test func everythingInItCounts() throws {
      try configure("listen: 127.0.0.1:0", "root: \(folder.path("one"))", "start-workers: 5")
      let server = try RunningProgram("ServerCLI", ["--config", folder.path("server.yaml")])
      let port = try #require(server.port(), "\(server.log)")
      #expect(try Client.get("/page", port: port).body == Array("one".utf8))

      try configure(
        "listen: [127.0.0.1:0, unix:\(socket)]", "root: \(folder.path("two"))", "start-workers: 7",
        "min-spare-workers: 7", "log-level: debug", "access-log: \(folder.path("access"))",
        "admin: 127.0.0.1:0", "pid-file: \(folder.path("pid"))")
      #expect(try reload(server, 1), "\(server.log)")
      // One of the old generation may have taken the connection, and serves it as it is.
      #expect(try eventually { try Client.get("/page", port: port).body == Array("two".utf8) })
      #expect(try Conversation(to: "unix:\(socket)").get("/page").body == Array("two".utf8))
      #expect(eventually { server.children.count >= 7 })
      #expect(
        eventually {
          ((try? String(contentsOfFile: folder.path("access"), encoding: .utf8)) ?? "").contains("/page")
        })
      // What belongs to the parent for good is told.
      #expect(server.logs("--admin stays as it was") && server.logs("--pid-file stays as it was"))

      let before = server.logLines.count
      try configure("listen: 127.0.0.1:0", "root: \(folder.path("two"))", "max-wrokers: 7")
      try server.send(.hangup)
      #expect(
        server.logs("reload refused, everything stays as it is", "server.yaml:3:1", "max-wrokers"),
        "\(server.log)")
      try configure("listen: 127.0.0.1:0", "root: \(folder.path("three"))")
      try server.send(.hangup)
      #expect(server.logs("reload refused", "server.yaml:2:", "three"), "\(server.log)")
      #expect(server.logLines.count > before)
      #expect(try Conversation(to: "unix:\(socket)").get("/page").body == Array("two".utf8))

      try configure("listen: 127.0.0.1:0", "root: \(folder.path("one"))", "log-level: warning")
      #expect(try reload(server, 2) || server.log.contains("listener closed"), "\(server.log)")
      #expect(eventually { !FileManager.default.fileExists(atPath: socket) })
      #expect(
        try eventually { try Client.get("/page", port: port).body == Array("one".utf8) }, "\(server.log)")
    }
  }
}
