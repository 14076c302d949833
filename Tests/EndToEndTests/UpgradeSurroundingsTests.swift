import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// What a server has besides its listeners when another takes its place.
  @Suite struct UpgradeSurroundings {
    private static let isRoot = Identity.currentUser == 0
    private let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path(""))
    }

    private var pidFile: String? { try? String(contentsOfFile: folder.path("pid"), encoding: .utf8) }

    /// A server whose program is the file `server`.
    private func start(_ arguments: [String] = []) throws -> (Lineage, port: UInt16, admin: UInt16) {
      let copy = folder.path("server")
      try FileManager.default.copyItem(atPath: RunningProgram.path(of: "ServerCLI"), toPath: copy)
      let server = try RunningProgram(
        "ServerCLI",
        [
          "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--pid-file", folder.path("pid"),
          "--access-log", folder.path("access"), "--access-log-buffer", "0",
        ] + arguments, shell: "exec \(copy) \"$@\"")
      let port = try #require(server.port(), "\(server.log)")
      let admin = try #require(server.adminPort(), "\(server.log)")
      return (Lineage(server), port, admin)
    }

    private func status(_ admin: UInt16) throws -> String { try Client.get("/status", port: admin).text }

    @Test(arguments: isRoot ? [[], ["--user", "65534", "--group", "65534"]] : [[]])
    func goesOnWithPidFileAdminAndAccessLog(arguments: [String]) throws {
      let (lineage, port, admin) = try start(arguments)
      #expect(pidFile == "\(lineage.first.pid)\n")
      #expect(try Client.get("/before", port: port).status == 200)
      for _ in 0..<2 {
        #expect(try lineage.upgrade(), "\(lineage.first.log)")
        let latest = lineage.latest
        #expect(eventually { pidFile == "\(latest)\n" })
        #expect(try Client.get("/after", port: port).status == 200)
        // The admin listener is the same, and tells of the new server when the old one is gone.
        #expect(
          try eventually { try status(admin).contains("\"pid\":\(latest)") })
      }
      let log = try String(contentsOfFile: folder.path("access"), encoding: .utf8)
      #expect(
        log.contains("/before") && log.split(separator: "\n").filter { $0.contains("/after") }.count == 2)
      #expect(try lineage.first.exitStatus() == .exited(code: 0))
      #expect(pidFile == "\(lineage.latest)\n")
      #expect(!lineage.first.log.contains("is not used"), "\(lineage.first.log)")
    }

    @Test func aFailedOneLeavesPidFileAndAdmin() throws {
      let (lineage, port, admin) = try start()
      try folder.write("next", Data("#!/bin/sh\nsleep 1\nexit 3\n".utf8))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path("next"))
      #expect(unsafe rename(folder.path("next"), folder.path("server")) == 0)
      try lineage.first.send(.user2)
      #expect(lineage.first.logs("upgrading, started a new server"))
      // What is ordered meanwhile is done when the upgrade is decided.
      try lineage.first.send(.hangup)
      #expect(lineage.first.logs("reloading when the upgrade under way is decided"))
      #expect(lineage.first.logs("upgrade failed, this server goes on"))
      #expect(lineage.first.logs("the new generation serves"))
      #expect(pidFile == "\(lineage.first.pid)\n")
      #expect(try Client.get(port: port).status == 200)
      #expect(try status(admin).contains("\"pid\":\(lineage.first.pid)"))
    }
  }
}
