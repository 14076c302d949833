import CEpollShim
import Glibc
import Testing

/// That this file compiles is a test of its own: with _GNU_SOURCE in the shim's header, a file that imports
/// Testing beside it fails with "'__fds_bits' from module 'SwiftGlibc' is not present in definition of
/// 'fd_set'".
@Suite struct CallTests {
  @Test func accept4TakesANullAddressAndSetsBothFlags() throws {
    let listener = socket(AF_INET, shim_SOCK_STREAM | shim_SOCK_CLOEXEC, 0)
    try #require(listener >= 0)
    defer { close(listener) }
    try #require(listen(listener, 1) == 0)
    let client = socket(AF_INET, shim_SOCK_STREAM | shim_SOCK_CLOEXEC, 0)
    try #require(client >= 0)
    defer { close(client) }
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    // A sockaddr_in is what the kernel means by a sockaddr of AF_INET.
    try unsafe withUnsafeMutablePointer(to: &address) { pointer in
      try unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        try #require(unsafe getsockname(listener, generic, &length) == 0)
        try #require(unsafe connect(client, generic, length) == 0)
      }
    }
    let accepted = shim_accept4(listener, nil, nil, shim_SOCK_NONBLOCK | shim_SOCK_CLOEXEC)
    try #require(accepted >= 0)
    defer { close(accepted) }
    #expect(shim_fcntl(accepted, F_GETFD, 0) == FD_CLOEXEC)
    #expect(shim_fcntl(accepted, F_GETFL, 0) & O_NONBLOCK == O_NONBLOCK)
  }

  @Test func fcntlPassesItsArgumentOn() throws {
    let number = unsafe shim_open("/dev/null", O_RDONLY, 0)
    try #require(number >= 0)
    defer { close(number) }
    #expect(shim_fcntl(number, F_GETFD, 0) == 0)
    #expect(shim_fcntl(number, F_SETFD, FD_CLOEXEC) == 0)
    #expect(shim_fcntl(number, F_GETFD, 0) == FD_CLOEXEC)
    let copy = shim_fcntl(number, F_DUPFD_CLOEXEC, 500)
    #expect(copy >= 500)
    close(copy)
  }

  @Test func openatFindsANameInItsDirectory() throws {
    let directory = unsafe shim_open("/dev", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
    try #require(directory >= 0)
    defer { close(directory) }
    let number = unsafe shim_openat(directory, "null", O_RDWR | O_CLOEXEC)
    #expect(number >= 0)
    close(number)
    #expect(unsafe shim_openat(directory, "no such device", O_RDONLY) == -1)
  }

  @Test func prctlPassesItsArgumentOn() {
    let dumpable = shim_prctl(PR_GET_DUMPABLE, 0)
    #expect(dumpable == 0 || dumpable == 1)
    #expect(shim_prctl(PR_SET_DUMPABLE, UInt(dumpable)) == 0)
    #expect(shim_prctl(PR_SET_DUMPABLE, 77) == -1)
  }

  @Test func pollReportsEachDescriptorInItsOwnResult() throws {
    var numbers: [Int32] = [-1, -1]
    try #require(unsafe socketpair(AF_UNIX, shim_SOCK_STREAM | shim_SOCK_CLOEXEC, 0, &numbers) == 0)
    defer { for number in numbers { close(number) } }
    var first: Int16 = -1
    var second: Int16 = -1
    #expect(unsafe shim_poll(numbers[0], 0x1, &first, numbers[1], 0x4, &second, 0) == 1)
    #expect(first == 0)
    #expect(second == 0x4)
  }

  @Test func closeRangeRefusesAnInvertedRange() {
    #expect(shim_close_range(7, 6) == -1)
  }
}
