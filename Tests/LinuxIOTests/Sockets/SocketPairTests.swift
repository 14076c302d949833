import CEpollShim
import Glibc
import LinuxIO
import Testing

@Suite struct SocketPairTests {
  @Test func endsReachEachOtherAcrossAFork() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { link in
        try claim(link.hear() == "?", "the parent's byte is lost")
        try link.tell("!")
      }
      try child.link.tell("?")
      #expect(try child.link.hear() == "!")
      #expect(try child.end() == .exited(code: 0))
    }
  }

  // Were the other end's copy kept, the end of a dead peer would never be seen.
  @Test func takingOneEndClosesTheOther() async {
    await #expect(processExitsWith: .success) {
      let parentEnd = try SocketPair().takeParentEnd()
      #expect(try parentEnd.receive().received == .end)
      let childEnd = try SocketPair().takeChildEnd()
      #expect(try childEnd.receive().received == .end)
    }
  }

  @Test func endsAreNonBlockingAndNotInheritedByPrograms() throws {
    let end = try SocketPair().takeChildEnd()
    #expect(shim_fcntl(end.number, F_GETFL, 0) & O_NONBLOCK != 0)
    #expect(shim_fcntl(end.number, F_GETFD, 0) == FD_CLOEXEC)
  }
}
