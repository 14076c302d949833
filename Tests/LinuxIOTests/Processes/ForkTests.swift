import Glibc
import LinuxIO
import SystemPackage
import Testing

@Suite struct ForkTests {
  @Test func childIsOneProcessAndTheParentKnowsIt() async {
    await #expect(processExitsWith: .success) {
      let parent = Fork.pid
      let child = try ForkedChild { link in
        try claim(getppid() == parent, "the parent is \(getppid())")
        try link.send("\(Fork.pid)".utf8)
      }
      let pid = try child.link.receiveToEnd()
      #expect(pid == Array("\(child.process.pid)".utf8))
      #expect(try child.end() == .exited(code: 0))
    }
  }

  // The guard before each fork of the server rests on this count.
  @Test func everyThreadIsCounted() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        try claim(Fork.threadCount == 1, "\(String(describing: Fork.threadCount)) threads after the fork")
        var thread = pthread_t()
        let failure = unsafe pthread_create(
          &thread, nil,
          { _ in
            while true { pause() }
          }, nil)
        try claim(failure == 0, "no thread: \(failure)")
        try claim(Fork.threadCount == 2, "\(String(describing: Fork.threadCount)) threads with one more")
      }
      #expect(try child.end() == .exited(code: 0))
    }
  }

  @Test func testProcessHasSeveralThreads() async throws {
    let count = await Task.detached { Fork.threadCount }.value
    #expect(try #require(count) > 1)
  }

  // Only the last two expectations tell a reaped child from a zombie, which still has its process id.
  @Test func destroyedChildLeavesNoZombie() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { link in _ = try link.hear() }
      Fork.destroy(child.process.pid)
      #expect(try child.link.receiveToEnd() == [])
      #expect(kill(child.process.pid, 0) == -1)
      #expect(SystemCall.lastErrno == .noSuchProcess)
    }
  }

  @Test func destroyingAChildThatHasEndedReapsIt() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in }
      #expect(try isReady(child.process.number))
      Fork.destroy(child.process.pid)
      #expect(kill(child.process.pid, 0) == -1)
    }
  }

  // A worker that outlives its supervisor would serve an abandoned port for ever.
  @Test func childOfAKilledParentDies() async {
    await #expect(processExitsWith: .success) {
      let supervisor = try ForkedChild { link in
        let own = Fork.pid
        let worker = try ForkedChild { _ in
          try claim(Fork.dieWithParent(own), "the parent is gone")
          try link.tell("d")
          while true { pause() }
        }
        _ = try worker.end()
      }
      #expect(try supervisor.link.hear() == "d")
      try supervisor.process.send(.kill)
      #expect(try supervisor.end() == .killed(by: .kill))
      // The worker holds the other end too, so the end of the stream is its death.
      #expect(try supervisor.link.receiveToEnd() == [])
    }
  }

  // prctl(2) speaks of the next death only: a parent that died before the call would never be missed.
  @Test func childIsToldThatItsParentIsGoneAlready() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        try claim(!Fork.dieWithParent(Fork.pid), "took itself for its parent")
      }
      #expect(try child.end() == .exited(code: 0))
    }
  }

  // exit(3) in a child would run what the parent registered, such as the removal of its pid file.
  @Test func exitRunsNothingTheParentRegistered() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        atexit { _exit(99) }
        Fork.exit(3)
      }
      #expect(try child.end() == .exited(code: 3))
    }
  }
}
