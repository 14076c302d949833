import CEpollShim
import Glibc
import Testing

@Suite struct EventTests {
  @Test(arguments: [0, 1, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0001, UInt64.max] as [UInt64])
  func tokenOf64BitsIsKept(token: UInt64) {
    var event = unsafe shim_epoll_event(shim_EPOLLIN | shim_EPOLLET, token)
    #expect(unsafe shim_epoll_event_token(&event) == token)
    #expect(unsafe shim_epoll_event_mask(&event) == 0x8000_0001)
  }

  // On x86_64 the kernel packs an event into 12 bytes, so that 32-bit programs see it alike. Swift must lay
  // out an array of them the same way, or the second event of a batch is read from the wrong place.
  @Test func secondEventOfABatchIsReadWhole() throws {
    let instance = epoll_create1(O_CLOEXEC)
    try #require(instance >= 0)
    defer { close(instance) }
    let tokens: [UInt64] = [0x1111_2222_3333_4444, 0x5555_6666_7777_8888]
    let sockets = tokens.map { _ in socket(AF_UNIX, shim_SOCK_STREAM | shim_SOCK_CLOEXEC, 0) }
    defer { for number in sockets { close(number) } }
    for (number, token) in zip(sockets, tokens) {
      var event = unsafe shim_epoll_event(shim_EPOLLOUT, token)
      #expect(unsafe epoll_ctl(instance, EPOLL_CTL_ADD, number, &event) == 0)
    }
    var batch = unsafe [epoll_event](repeating: shim_epoll_event(0, 0), count: 4)
    try #require(unsafe epoll_wait(instance, &batch, 4, 0) == 2)
    for index in 0..<2 {
      #expect(unsafe shim_epoll_event_token(&batch[index]) == tokens[index])
      #expect(unsafe shim_epoll_event_mask(&batch[index]) & shim_EPOLLOUT != 0)
    }
  }
}
