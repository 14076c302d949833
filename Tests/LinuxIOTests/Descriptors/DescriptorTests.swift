import CEpollShim
import Glibc
import LinuxIO
import SystemPackage
import Testing

/// In forked children: in a process with other threads a number that was closed may be in use again at once.
@Suite struct DescriptorTests {
  @Test func endOfItsScopeClosesIt() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        let number = try openNull()
        do {
          let descriptor = Descriptor(owning: number)
          try claim(isOpen(descriptor.number), "closed too early")
        }
        try claim(!isOpen(number), "left open")
      }
      #expect(try child.end() == .exited(code: 0))
    }
  }

  // A second close of the same number would close whatever got the number in between; where it is too early to do so,
  // it leaves EBADF behind.
  @Test func closedOneIsNotClosedAgain() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        let number = try openNull()
        do {
          let descriptor = Descriptor(owning: number)
          Glibc.errno = 0
          try descriptor.close()
          let left = Glibc.errno
          try claim(left == 0, "closed twice in a row")
          try claim(!isOpen(number), "left open")
          try SystemCall.run("dup2") { dup2(2, number) }
        }
        try claim(isOpen(number), "closed again at the end of its scope")
      }
      #expect(try child.end() == .exited(code: 0))
    }
  }

  @Test func releasedOneStaysOpen() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        let number = try openNull()
        do {
          let descriptor = Descriptor(owning: number)
          try claim(descriptor.release() == number, "another number")
        }
        try claim(isOpen(number), "closed at the end of its scope")
      }
      #expect(try child.end() == .exited(code: 0))
    }
  }

  @Test func closingANumberThatIsNotOpenThrows() {
    #expect(throws: SystemCallError(call: "close", errno: .badFileDescriptor)) {
      try Descriptor(owning: Int32.max).close()
    }
  }
}

func openNull() throws -> Int32 {
  try SystemCall.run("open") { unsafe shim_open("/dev/null", O_RDWR | O_CLOEXEC, 0) }
}

func isOpen(_ number: Int32) -> Bool { shim_fcntl(number, F_GETFD, 0) != -1 }
