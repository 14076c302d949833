import LinuxIO
import Testing

@Suite struct OrphansTests {
  @Test func comeToASubreaperAndAreReapedWithoutTouchingTheOthers() async {
    await #expect(processExitsWith: .success) {
      let reaper = try ForkedChild { _ in
        try claim(!Orphans.comeHere, "they come here before they were asked for")
        try Orphans.adopt()
        try claim(Orphans.comeHere, "they do not come here")
        try claim(try Orphans.nextDead() == nil, "somebody is dead")
        // Tells the id of its own child, and leaves it behind.
        let middle = try ForkedChild { link in
          let orphan = try ForkedChild { link in _ = try link.hear() }
          try link.send("\(orphan.process.pid)".utf8)
        }
        let pid = try Int32(String(decoding: middle.link.receiveToEnd(), as: UTF8.self))
        try claim(pid != nil, "no id was told")
        // Both are dead by and by: the middle one of its own, its child of the end of its link.
        try claim(try eventually { try Orphans.nextDead() == middle.process.pid }, "the middle one lives")
        try claim(try middle.process.reap() == .exited(code: 0), "its status was lost")
        try claim(try eventually { try Orphans.nextDead() == pid }, "the orphan did not come")
        try claim(try Orphans.nextDead() == pid, "it was reaped by looking")
        try Orphans.reap(try #require(pid))
        try claim(try Orphans.nextDead() == nil, "it is still there")
      }
      #expect(try reaper.end() == .exited(code: 0))
    }
  }
}
