import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// USR1 after the logs were renamed: every process goes on in the new files, and no line is lost.
  @Suite struct Rotations {
    private static let isRoot = Identity.currentUser == 0
    private static let hasLandlock = (try? Sandbox(readingBeneath: [])) != nil

    private let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
      try folder.write("public/index.html", Data("home".utf8))
      // Whoever the workers become must be let through.
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path(""))
    }

    private func lines(_ name: String) -> [Substring] {
      let text = (try? String(contentsOfFile: folder.path(name), encoding: .utf8)) ?? ""
      return text.split(separator: "\n")
    }

    private func rename(_ name: String) throws {
      try FileManager.default.moveItem(atPath: folder.path(name), toPath: folder.path("\(name).1"))
    }

    private func rotate(_ arguments: String..., admin: [String] = ["--admin", "127.0.0.1:0"]) throws {
      let server = try RunningProgram(
        "ServerCLI",
        [
          "--listen", "127.0.0.1:0", "--root", folder.path("public"),
          "--access-log", folder.path("access"), "--error-log", folder.path("errors"),
          "--access-log-flush", "50ms",
        ] + admin + arguments)
      var port: UInt16?
      _ = eventually {
        port = lines("errors").joined(separator: "\n").firstMatch(of: #/listening on http://127.0.0.1:(\d+)/#)
          .flatMap { UInt16($0.output.1) }
        return port != nil
      }
      var load = try PersistentLoad(port: try #require(port))
      var isRotated = false
      try load.run(concurrency: 8) { answered in
        if answered >= 300, !isRotated {
          try rename("access")
          try rename("errors")
          try server.send(.user1)
          isRotated = true
        }
        return answered % 50 == 0 && answered >= 600 && lines("access").count > 100
      }
      #expect(load.losses.isEmpty, "\(load.losses.prefix(3))")
      // Nobody holds the old files any more, the admin process neither.
      #expect(
        eventually {
          server.children.allSatisfy { pid in
            !ProcessTable.descriptors(of: pid).values.contains {
              $0 == folder.path("access.1") || $0 == folder.path("errors.1")
            }
          }
        })
      #expect(try Client.get("/last", port: try #require(port)).status == 404)
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
      let count = lines("access").count + lines("access.1").count
      // Requests that were under way when the load ended are in the log as well.
      #expect(count > load.answered && count <= load.answered + 9, "\(count) for \(load.answered)")
      #expect(lines("access").contains { $0.contains("/last") })
      #expect(lines("errors").contains { $0.contains("stopped") })
      #expect(!(lines("errors") + lines("errors.1")).contains { $0.contains("cannot reopen") })
    }

    @Test(arguments: ["1", "50"]) func everyProcessGoesOnInTheNewFiles(connections: String) throws {
      try rotate("--connections-per-worker", connections)
    }

    /// The folder is the parent's: it makes the new file and gives it to the workers' user.
    @Test(.enabled(if: isRoot, "only root can give its workers another identity"))
    func workersOfAnotherUserDoSoToo() throws {
      try rotate("--user", "65534", "--group", "65534")
      for name in ["access", "access.1", "errors"] {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(name))
        #expect(attributes[.ownerAccountID] as? Int == 65534, "\(name)")
      }
    }

    /// They may open nothing, so that others take their place. The admin process stays in its old error log.
    @Test(.enabled(if: hasLandlock, "the kernel has no Landlock"))
    func workersInASandboxAreReplaced() throws { try rotate("--sandbox", admin: []) }
  }
}
