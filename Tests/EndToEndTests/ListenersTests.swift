import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// Several listeners, of every kind, in front of one pool.
  @Suite struct Listeners {
    private let folder: TemporaryFolder
    private let socket: String

    init() throws {
      folder = try TemporaryFolder()
      socket = folder.path("server.sock")
    }

    private var isThere: Bool { FileManager.default.fileExists(atPath: socket) }

    @Test(arguments: ["1", "50"]) func onePoolServesThemAll(model: String) throws {
      let server = try RunningProgram(
        "ServerCLI",
        [
          "--listen", "127.0.0.1:0", "--listen", "127.0.0.1:0", "--listen", "[::1]:0", "--listen",
          "unix:\(socket)",
          "--start-workers", "2", "--min-spare-workers", "2", "--max-spare-workers", "2", "--max-workers",
          "3",
          "--connections-per-worker", model, "--max-connections-per-worker", "60",
        ])
      let addresses = server.addresses(4)
      #expect(addresses.count == 4 && addresses.last == "unix:\(socket)", "\(server.log)")
      var load = try Load(addresses: addresses)
      try load.run(total: 800, concurrency: 16)
      #expect(load.failures.isEmpty)
      // Workers have come and gone; the file belongs to none of them.
      #expect(server.logs("worker left", "connection-limit"), "\(server.log)")
      #expect(isThere)
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(!isThere)
    }

    /// No worker lives, so the supervisor itself has to notice a connection on any of them.
    @Test func anOnDemandPoolWakesForEach() throws {
      for index in 0..<3 {
        let server = try RunningProgram(
          "ServerCLI",
          [
            "--listen", "127.0.0.1:0", "--listen", "[::1]:0", "--listen", "unix:\(socket)", "--start-workers",
            "0",
            "--min-spare-workers", "0", "--max-spare-workers", "0",
          ])
        let addresses = server.addresses(3)
        try #require(addresses.count == 3, "\(server.log)")
        #expect(try Conversation(to: addresses[index]).get().status == 200)
        try server.send(.terminate)
        #expect(try server.exitStatus() == .exited(code: 0))
      }
    }

    @Test func aSocketThatAKilledServerLeftIsReplacedAndOneInUseIsNot() throws {
      let killed = try RunningProgram("ServerCLI", ["--listen", "unix:\(socket)"])
      #expect(killed.addresses(1) == ["unix:\(socket)"])
      let orphans = killed.children
      try killed.send(.kill)
      _ = try killed.exitStatus()
      #expect(eventually { !orphans.contains { ProcessTable.isAlive($0) } })
      #expect(isThere)
      let server = try RunningProgram(
        "ServerCLI", ["--listen", "unix:\(socket)", "--unix-socket-mode", "0600"])
      #expect(server.addresses(1) == ["unix:\(socket)"], "\(server.log)")
      let mode = try FileManager.default.attributesOfItem(atPath: socket)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      let second = try RunningProgram("ServerCLI", ["--listen", "unix:\(socket)"])
      #expect(try second.exitStatus() == .exited(code: 1))
      #expect(second.log.contains("unix:\(socket): a server listens there"), "\(second.log)")
      #expect(try Conversation(to: "unix:\(socket)").get().status == 200)
    }

    @Test func aListenerThatFailsTakesTheOthersWithItAndIsNamed() throws {
      let server = try RunningProgram(
        "ServerCLI", ["--listen", "unix:\(socket)", "--listen", "192.0.2.1:8080"])
      #expect(try server.exitStatus() == .exited(code: 1))
      #expect(server.log.contains("cannot listen on 192.0.2.1:8080"))
      #expect(!isThere)
    }

    @Test func aSecondServerMaySharePortsIfBothAgree() throws {
      let first = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0", "--reuse-port"])
      let port = try #require(first.port())
      let stranger = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:\(port)"])
      #expect(try stranger.exitStatus() == .exited(code: 1))
      let second = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:\(port)", "--reuse-port"])
      #expect(second.port() == port, "\(second.log)")
      // The kernel deals by a hash of the addresses, the client's random port among them.
      let servers = [first, second]
      var seen: Set<Int32> = []
      #expect(
        try eventually {
          let worker = try #require(try Client.get(port: port).worker)
          seen.formUnion(servers.filter { $0.children.contains(worker) }.map(\.pid))
          return seen.count == 2
        })
    }
  }
}
