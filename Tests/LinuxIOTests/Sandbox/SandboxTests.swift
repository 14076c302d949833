import CEpollShim
import Glibc
import LinuxIO
import SystemPackage
import Testing

@Suite(.enabled(if: (try? Sandbox(readingBeneath: [])) != nil, "this kernel has no Landlock"))
struct SandboxTests {
  /// What open(2) of `path` says, nil for success.
  private static func refusal(_ path: String, _ flags: Int32 = O_RDONLY) -> Errno? {
    do {
      _ = Descriptor(
        owning: try SystemCall.run("open") { unsafe shim_open(path, flags | O_CLOEXEC, 0o600) })
      return nil
    } catch {
      return error.errno
    }
  }

  @Test func onlyWhatIsBeneathTheRootIsRead() async {
    await #expect(processExitsWith: .success) {
      let folder = try ScratchFolder()
      try folder.write("page", "text")
      let (page, new) = (folder.path("page"), folder.path("new"))
      let sandbox = try Sandbox(readingBeneath: [try Directory(path: folder.path)])
      let before = try Descriptor.reserve()
      let child = try ForkedChild { _ in
        try claim(Self.refusal("/etc/passwd") == nil, "no /etc/passwd here")
        try Confinement(sandbox: sandbox).apply()
        try claim(Self.refusal("/etc/passwd") == .permissionDenied, "read /etc/passwd")
        try claim(Self.refusal("/") == .permissionDenied, "listed /")
        try claim(Self.refusal(folder.path) == nil, "may not list the root")
        try claim(Self.refusal(page) == nil, "may not read beneath the root")
        try claim(Self.refusal(page, O_WRONLY) == .permissionDenied, "wrote a file")
        try claim(Self.refusal(new, O_WRONLY | O_CREAT) == .permissionDenied, "made a file")
        try claim(unsafe unlink(page) == -1, "removed a file")
        try claim(Self.refusal("/dev/null") == nil, "may not open /dev/null")
        var byte: UInt8 = 0
        try claim(unsafe read(before.number, &byte, 1) == 0, "may not use what was open")
        _ = try ScratchFile()
      }
      #expect(try child.end() == .exited(code: 0))
    }
  }

  @Test func noConnectionIsMadeAndNoSignalSentWhereTheKernelKnowsHow() async {
    await #expect(processExitsWith: .success) {
      let sandbox = try Sandbox(readingBeneath: [])
      let listener = try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 1)
      let parent = Fork.pid
      let child = try ForkedChild { _ in
        try Confinement(sandbox: sandbox).apply()
        if sandbox.version >= 4 {
          let connection = Result { try StreamSocket.connect(to: listener.address) }
          if case .success = connection { throw Failure("connected") }
          let second = Result { try Listener(binding: try SocketAddress(parsing: "127.0.0.1:1"), backlog: 1) }
          if case .success = second { throw Failure("bound") }
        }
        if sandbox.version >= 6 { try claim(kill(parent, 0) == -1, "may signal its parent") }
      }
      #expect(try child.end() == .exited(code: 0))
    }
  }

  @Test func noPrivilegesAreGainedBySandboxedAndOtherChildren() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        try Confinement().apply()
        try claim(shim_prctl(PR_GET_NO_NEW_PRIVS, 0) == 1, "not set")
      }
      #expect(try child.end() == .exited(code: 0))
    }
  }

  @Test func aRehearsalTellsWhatWouldFail() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        try Confinement(sandbox: try Sandbox(readingBeneath: [])).rehearse()
        try claim(Self.refusal("/etc/passwd") == nil, "the rehearsal confined its parent")
        // More groups than any kernel takes: refused to root and to everybody else.
        let groups = (0..<UInt32(70_000)).map(\.self)
        do {
          try Confinement(identity: Identity(user: 65534, group: 1, groups: groups)).rehearse()
          throw Failure("the rehearsal did not fail")
        } catch let error as SystemCallError {
          try claim(error.call == "setgroups", "\(error)")
          try claim([.invalidArgument, .notPermitted].contains(error.errno), "\(error)")
        }
      }
      #expect(try child.end() == .exited(code: 0))
    }
  }
}
