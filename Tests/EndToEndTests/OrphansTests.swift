import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct OrphansOfWorkers {
    /// The worker that answers, and the process that it leaves behind.
    private func leaveOrphan(_ port: UInt16) throws -> (worker: Int32, orphan: Int32) {
      let text = String(decoding: try Client.get(port: port).body, as: UTF8.self)
      let pids = text.split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
      try #require(pids.count == 2)
      return (pids[0], pids[1])
    }

    @Test func areReapedAndTheWorkersEndsStayKnown() throws {
      let server = try RunningProgram("PoolFixture", ["subreaper"])
      let port = try #require(server.port())
      for _ in 0..<5 {
        let (worker, orphan) = try leaveOrphan(port)
        try ProcessDescriptor(pid: worker).send(.kill)
        #expect(server.logs("worker died", "pid=\(worker)", "status=SIGKILL"), "\(server.log)")
        #expect(eventually { server.children.contains(orphan) })
        try ProcessDescriptor(pid: orphan).send(.kill)
        // Not even a zombie.
        #expect(eventually { ProcessTable.state(of: orphan) == nil })
      }
      #expect(!server.log.contains("status=unknown"))
      #expect(!server.log.contains("system call failed"), "\(server.log)")
    }

    /// The kernel tells of one dead child after the other, in its own order, the worker's deaths among them.
    @Test func manyAtOnceAreReapedAmongWorkersThatDieAtTheSameTime() throws {
      let server = try RunningProgram("PoolFixture", ["subreaper"])
      let port = try #require(server.port())
      var (workers, orphans): (Set<Int32>, [Int32]) = ([], [])
      for _ in 0..<20 {
        let (worker, orphan) = try leaveOrphan(port)
        workers.insert(worker)
        orphans.append(orphan)
      }
      try server.send(.stop)
      for pid in orphans.reversed() + workers { try ProcessDescriptor(pid: pid).send(.kill) }
      try server.send(.continue)
      for worker in workers { #expect(server.logs("worker died", "pid=\(worker)", "status=SIGKILL")) }
      #expect(eventually { orphans.allSatisfy { ProcessTable.state(of: $0) == nil } })
      #expect(try Client.get(port: port).status == 200)
    }

    private static let canUnshare =
      (try? RunningProgram("ServerCLI", [], shell: "exec unshare --pid --fork --map-root-user true")
        .exitStatus())
      == .exited(code: 0)

    @Test(.enabled(if: canUnshare, "no PID namespace may be made here"))
    func processOneOfAContainerReapsChildrenThatItNeverForked() throws {
      // The shell is process 1 and becomes the server, with a child that the server knows nothing of.
      let inside = #"sleep 3600 & exec "$0" "$@""#
      let server = try RunningProgram(
        "ServerCLI", [inside, "--listen", "127.0.0.1:0"],
        shell:
          #"script=$1; shift; exec unshare --pid --fork --kill-child --map-root-user sh -c "$script" "$0" "$@""#
      )
      let port = try #require(server.port())
      #expect(server.log.contains("pid=1"))
      let parent = try #require(server.children.first)
      #expect(eventually { ProcessTable.children(of: parent).count >= 6 })
      let stranger = try #require(
        ProcessTable.children(of: parent).first { ProcessTable.status("Name", of: $0) == "sleep" })
      try ProcessDescriptor(pid: stranger).send(.kill)
      #expect(eventually { ProcessTable.state(of: stranger) == nil })
      #expect(try Client.get(port: port).status == 200)
      try ProcessDescriptor(pid: parent).send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(server.logs("stopped"))
    }
  }
}
