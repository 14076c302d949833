import CEpollShim
import Glibc
import LinuxIO
import SystemPackage
import Testing

@Suite(.enabled(if: Identity.currentUser == 0, "only root can take another identity"))
struct IdentityTests {
  @Test func everyIdIsTheNewOneAndThereIsNoWayBack() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        try Identity(user: 65534, group: 65533, groups: [65533, 4711]).assume()
        try claim(getuid() == 65534 && geteuid() == 65534, "user \(getuid()) \(geteuid())")
        try claim(getgid() == 65533 && getegid() == 65533, "group \(getgid()) \(getegid())")
        var groups = [gid_t](repeating: 0, count: 8)
        let count = unsafe getgroups(8, &groups)
        try claim(Set(groups.prefix(Int(count))) == [65533, 4711], "groups \(groups)")
        try claim(setuid(0) == -1 && setgid(0) == -1, "became root again")
      }
      #expect(try child.end() == .exited(code: 0))
    }
  }

  @Test func whoIsNotRootIsRefused() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        try Identity(user: 65534, group: 65534, groups: [65534]).assume()
        do {
          try Identity(user: 1, group: 1, groups: [1]).assume()
          throw Failure("took another identity")
        } catch let error as SystemCallError {
          try claim(error == SystemCallError(call: "setgroups", errno: .notPermitted), "\(error)")
        }
      }
      #expect(try child.end() == .exited(code: 0))
    }
  }

  // The kernel forgets PR_SET_PDEATHSIG with a change of the user, and a worker would outlive its parent.
  @Test func theChildOfAKilledParentDiesAlsoAsAnotherUser() async {
    await #expect(processExitsWith: .success) {
      let supervisor = try ForkedChild { link in
        let own = Fork.pid
        let worker = try ForkedChild { _ in
          try Confinement(identity: Identity(user: 65534, group: 65534, groups: [65534])).apply()
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
}
