import CEpollShim
import Glibc
import Testing

/// Values of the kernel's user interface, which never change; a header that disagrees is the wrong one.
@Suite struct ConstantsTests {
  @Test func epollBitsAreTheKernels() {
    #expect(shim_EPOLLIN == 0x1)
    #expect(shim_EPOLLOUT == 0x4)
    #expect(shim_EPOLLERR == 0x8)
    #expect(shim_EPOLLHUP == 0x10)
    #expect(shim_EPOLLRDHUP == 0x2000)
    #expect(shim_EPOLLEXCLUSIVE == 1 << 28)
    #expect(shim_EPOLLET == 1 << 31)
  }

  @Test func flagsOfDescriptorsAreThoseOfOpen() {
    #expect(shim_SOCK_NONBLOCK == O_NONBLOCK)
    #expect(shim_SOCK_CLOEXEC == O_CLOEXEC)
    #expect(shim_TFD_NONBLOCK == O_NONBLOCK)
    #expect(shim_TFD_CLOEXEC == O_CLOEXEC)
    #expect(shim_SFD_NONBLOCK == O_NONBLOCK)
    #expect(shim_SFD_CLOEXEC == O_CLOEXEC)
    #expect(shim_TFD_TIMER_ABSTIME == 1)
  }

  @Test func socketConstantsAreTheKernels() {
    #expect(shim_SOCK_STREAM == 1)
    #expect(shim_IPPROTO_TCP == 6)
    #expect(shim_IPPROTO_IPV6 == 41)
    #expect(shim_MSG_NOSIGNAL == 0x4000)
    #expect(shim_MSG_MORE == 0x8000)
  }

  @Test func endsOfProcessesAreTheKernels() {
    #expect(shim_CLD_EXITED == 1)
    #expect(shim_CLD_KILLED == 2)
    #expect(shim_CLD_DUMPED == 3)
  }
}
