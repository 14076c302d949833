import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// Workers that have served enough, lived long enough or grown too large make room for fresh ones.
  @Suite struct Recycling {
    private func recycle(_ server: RunningProgram, path: String, clients: Int, reason: String) throws {
      let port = try #require(server.port(), "\(server.log)")
      var load = try PersistentLoad(port: port, path: path)
      try load.run(concurrency: clients) { answered in
        answered % 20 == 0
          && server.logLines.filter { $0.contains("worker left") && $0.contains("reason=\(reason) ") }.count
            > 3
      }
      #expect(load.losses.isEmpty, "\(load.losses.prefix(3)) of \(load.losses.count)")
      #expect(!server.log.contains("worker died") && !server.log.contains("crashed"), "\(server.log)")
    }

    @Test(arguments: [
      ("--max-requests-per-worker", "200", "request-limit", "1"),
      ("--max-requests-per-worker", "200", "request-limit", "50"),
      ("--max-worker-lifetime", "1s", "lifetime", "1"), ("--max-worker-lifetime", "1s", "lifetime", "50"),
    ])
    func noRequestIsLost(option: String, value: String, reason: String, connections: String) throws {
      let server = try RunningProgram(
        "ServerCLI",
        ["--listen", "127.0.0.1:0", "--connections-per-worker", connections, option, value])
      try recycle(server, path: "/", clients: 16, reason: reason)
    }

    @Test func aWorkerThatKeepsMemoryIsReplaced() throws {
      try recycle(try RunningProgram("PoolFixture", ["memory"]), path: "/grow", clients: 2, reason: "memory")
    }
  }
}
