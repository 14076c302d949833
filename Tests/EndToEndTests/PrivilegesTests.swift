import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct Privileges {
    private static let isRoot = Identity.currentUser == 0
    private static let hasLandlock = (try? Sandbox(readingBeneath: [])) != nil

    private func start(_ arguments: String...) throws -> (RunningProgram, UInt16) {
      let server = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0"] + arguments)
      let port = try #require(server.port())
      #expect(eventually { server.children.count >= 5 })
      return (server, port)
    }

    @Test(.enabled(if: isRoot, "only root can give its workers another identity"))
    func workersRunAsTheUserAndTheParentStaysRoot() throws {
      let (server, port) = try start("--user", "65534", "--group", "4711")
      // A worker answers only after it has become that user.
      #expect(try Client.get(port: port).status == 200)
      #expect(ProcessTable.status("Uid", of: server.pid) == "0 0 0 0")
      for child in server.children {
        let ids = "65534 65534 65534 65534"
        #expect(eventually { ProcessTable.status("Uid", of: child) == ids })
        #expect(ProcessTable.status("Gid", of: child) == "4711 4711 4711 4711")
        #expect(ProcessTable.status("Groups", of: child)?.split(separator: " ").contains("4711") == true)
        #expect(ProcessTable.status("Groups", of: child)?.split(separator: " ").contains("0") == false)
        #expect(ProcessTable.status("CapEff", of: child) == "0000000000000000")
        #expect(ProcessTable.status("CapPrm", of: child) == "0000000000000000")
      }
      #expect(!server.log.contains("workers run as root"))
    }

    @Test func noWorkerCanGainPrivileges() throws {
      let (server, port) = try start()
      #expect(try Client.get(port: port).status == 200)
      for child in server.children {
        #expect(eventually { ProcessTable.status("NoNewPrivs", of: child) == "1" })
      }
      #expect(server.log.contains("workers run as root") == Self.isRoot)
    }

    /// The root is opened before the rights are given up, so the way to it needs to be open to root only.
    @Test(.enabled(if: isRoot, "only root can give its workers another identity"))
    func aRootBehindAClosedDoorIsServedButNoFileThatIsNotTheUsersToRead() throws {
      let folder = try TemporaryFolder()
      try folder.write("public/page", Data("page".utf8))
      try folder.write("public/secret", Data("secret".utf8))
      let manager = FileManager.default
      try manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path(""))
      try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path("public"))
      try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path("public/secret"))
      let (server, port) = try start("--user", "65534", "--group", "65534", "--root", folder.path("public"))
      #expect(try Client.get("/page", port: port).body == Array("page".utf8))
      let refused = try Client.get("/secret", port: port)
      #expect((400..<500).contains(try #require(refused.status)) && !refused.text.contains("secret"))
      #expect(!server.log.contains("worker died"))
    }

    /// The parent makes the new files, the workers have to open them.
    @Test(.enabled(if: isRoot, "only root can give its workers another identity"))
    func workersOfAnotherUserGoOnInTheNewAccessLog() throws {
      let folder = try TemporaryFolder()
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path(""))
      let (server, port) = try start(
        "--user", "65534", "--group", "65534", "--access-log", folder.path("access.log"))
      #expect(try Client.get("/before", port: port).status != nil)
      let read = { (name: String) in (try? String(contentsOfFile: folder.path(name), encoding: .utf8)) ?? "" }
      #expect(eventually { read("access.log").contains("/before") })
      try FileManager.default.moveItem(atPath: folder.path("access.log"), toPath: folder.path("access.log.1"))
      try server.send(.user1)
      #expect(eventually { FileManager.default.fileExists(atPath: folder.path("access.log")) })
      // Whoever has not read the order yet still writes to the old file.
      let isThere = eventually {
        _ = try? Client.get("/after", port: port)
        return read("access.log").contains("/after")
      }
      #expect(isThere, "\(server.log)")
      #expect(!server.log.contains("cannot reopen"))
    }

    /// The kernel forgets with a change of the user that a worker is to die with its parent.
    @Test(.enabled(if: isRoot, "only root can give its workers another identity"))
    func aKilledParentLeavesNoBusyWorkerOfAnotherUserBehind() throws {
      let (server, port) = try start("--user", "65534", "--group", "65534", "--dummy-delay", "1h")
      let client = try Client(port: port)
      try client.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
      #expect(server.logs("reason=spare-below-minimum"))
      let children = server.children
      try server.send(.kill)
      #expect(eventually { !children.contains(where: ProcessTable.isAlive) })
      _ = client.finish()
    }

    @Test(
      .enabled(if: isRoot, "others are refused for another reason"),
      arguments: [
        (["--user", "no-such-user-here"], "getent passwd"),
        (["--group", "no-such-group-here"], "getent group"),
        (["--user", "4000000000"], "name one with --group"),
      ])
    func whoCannotBeTakenOnIsRefused(arguments: [String], says: String) throws {
      let program = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0"] + arguments)
      #expect(try program.exitStatus() == .exited(code: 1))
      #expect(program.log.contains(says), "\(program.log)")
    }

    /// As root of a container that was started without these capabilities.
    @Test(.enabled(if: isRoot, "only root can give its workers another identity"))
    func aRootWithoutTheCapabilityIsToldSoBeforeAnyWorkerIsForked() throws {
      let program = try RunningProgram(
        "ServerCLI", ["--listen", "127.0.0.1:0", "--user", "65534", "--group", "65534"],
        shell: #"exec setpriv --inh-caps=-all --bounding-set=-setuid,-setgid "$0" "$@""#)
      #expect(try program.exitStatus() == .exited(code: 1))
      #expect(program.log.contains("CAP_SETUID") && program.log.contains("setgroups"), "\(program.log)")
      #expect(!program.log.contains("forking"))
    }

    @Test(.enabled(if: hasLandlock, "this kernel has no Landlock"))
    func aSandboxedHandlerReachesItsRootAndNothingElse() throws {
      let folder = try TemporaryFolder()
      try folder.write("page", Data("page".utf8))
      let server = try RunningProgram("PoolFixture", ["confined", folder.path("")])
      let port = try #require(server.port())
      let text = String(decoding: try Client.get(port: port).body, as: UTF8.self)
      let outcomes = Dictionary(
        uniqueKeysWithValues: text.split(separator: "\n").map { line in
          let parts = line.split(separator: ": ", maxSplits: 1)
          return (String(parts[0]), String(parts[1]))
        })
      #expect(outcomes["page"] == "ok", "\(text)")
      for name in ["passwd", "write", "execute"] {
        #expect(outcomes[name]?.contains("Permission denied") == true, "\(text)")
      }
      let version = try Sandbox(readingBeneath: []).version
      if version >= 4 { #expect(outcomes["connect"]?.contains("Permission denied") == true, "\(text)") }
      if version >= 6 { #expect(outcomes["signal"]?.contains("not permitted") == true, "\(text)") }
      #expect(!FileManager.default.fileExists(atPath: folder.path("new")))
    }

    @Test(.enabled(if: hasLandlock, "this kernel has no Landlock"))
    func aSandboxedServerServesItsFilesAndHoldsNoMoreDescriptors() throws {
      let folder = try TemporaryFolder()
      try folder.write("page.css", Data(repeating: 0x61, count: 40_000))
      try folder.write("page.css.gz", Data("zipped".utf8))
      try folder.write("sub/index.html", Data("sub".utf8))
      let (server, port) = try start("--sandbox", "--root", folder.path(""), "--directory-listing")
      #expect(server.logs("workers are confined", "landlock="))
      #expect(try Client.get("/page.css", port: port).body.count == 40_000)
      let zipped = try Client.get("/page.css", port: port, fields: "Accept-Encoding: gzip\r\n")
      #expect(zipped.body == Array("zipped".utf8))
      #expect(try Client.get("/sub/", port: port).body == Array("sub".utf8))
      #expect(try Client.get("/", port: port).text.contains("page.css"))
      try folder.write("later", Data("later".utf8))
      #expect(try Client.get("/later", port: port).body == Array("later".utf8))
      let child = try #require(server.children.last)
      // Standard input, output and error; listener; root; both ends of a queue; channel; epoll; the spare one.
      #expect(eventually { ProcessTable.descriptors(of: child).count == 10 })
      #expect(!ProcessTable.descriptors(of: child).values.contains { $0.contains("landlock") })
    }
  }
}

extension EndToEnd.Privileges {
  /// What is forked and what is executed give up the same.
  @Test(
    .enabled(if: Identity.currentUser == 0, "only root can give its workers another identity"),
    .enabled(if: (try? Sandbox(readingBeneath: [])) != nil, "Landlock is needed"))
  func executedWorkersAreConfined() throws {
    let folder = try TemporaryFolder()
    try folder.write("site/page", Data("page".utf8))
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path(""))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path("site"))
    let server = try RunningProgram(
      "ServerCLI",
      [
        "--listen", "127.0.0.1:0", "--spawn", "exec", "--sandbox", "--user", "65534", "--group", "4711",
        "--root", folder.path("site"), "--admin", "127.0.0.1:0",
      ])
    let port = try #require(server.port(), "\(server.log)")
    #expect(try Client.get("/page", port: port).body == Array("page".utf8), "\(server.log)")
    #expect(try Client.get("/healthz", port: try #require(server.adminPort())).status == 200)
    #expect(eventually { server.children.count >= 6 })
    for child in server.children {
      #expect(eventually { ProcessTable.status("Uid", of: child) == "65534 65534 65534 65534" })
      #expect(ProcessTable.status("Gid", of: child) == "4711 4711 4711 4711")
      #expect(ProcessTable.status("CapPrm", of: child) == "0000000000000000")
      #expect(ProcessTable.status("NoNewPrivs", of: child) == "1")
      #expect(eventually { !ProcessTable.descriptors(of: child).values.contains { $0.contains("landlock") } })
    }
    #expect(!server.log.contains("error"), "\(server.log)")
  }
}
