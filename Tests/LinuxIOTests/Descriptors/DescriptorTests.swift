import CEpollShim
import Glibc
import LinuxIO
import SystemPackage
import Testing

/// In exit tests, since a number that was closed may be given to a test that runs beside this one.
@Suite struct DescriptorTests {
  @Test func endOfItsScopeClosesIt() async {
    await #expect(processExitsWith: .success) {
      let number = try openNull()
      do {
        let descriptor = Descriptor(owning: number)
        #expect(isOpen(descriptor.number))
      }
      #expect(!isOpen(number))
    }
  }

  // A second close of the same number would close whatever got the number in between; where it is too early to do so,
  // it leaves EBADF behind.
  @Test func closedOneIsNotClosedAgain() async {
    await #expect(processExitsWith: .success) {
      let number = try openNull()
      do {
        let descriptor = Descriptor(owning: number)
        Glibc.errno = 0
        try descriptor.close()
        let left = Glibc.errno
        #expect(left == 0)
        #expect(!isOpen(number))
        #expect(dup2(2, number) == number)
      }
      #expect(isOpen(number))
    }
  }

  @Test func releasedOneStaysOpen() async {
    await #expect(processExitsWith: .success) {
      let number = try openNull()
      do {
        let descriptor = Descriptor(owning: number)
        #expect(descriptor.release() == number)
      }
      #expect(isOpen(number))
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
