import CEpollShim
import Glibc
import LinuxIO
import SystemPackage
import Testing

/// Whether this machine has IPv6; some containers do not.
let hasIPv6 = (try? makeListener(on: "[::1]:0")) != nil

@Suite struct ListenerTests {
  @Test func portZeroIsChosenByTheKernel() throws {
    let listener = try makeListener()
    #expect(listener.address.port != 0)
    #expect(listener.address.description == "127.0.0.1:\(listener.address.port)")
    #expect(try makeListener().address != listener.address)
  }

  @Test func portInUseIsRefused() throws {
    let listener = try makeListener()
    #expect(throws: SystemCallError(call: "bind", errno: .addressInUse)) {
      _ = try Listener(binding: listener.address, backlog: 1)
    }
  }

  @Test func connectionThatSendsNothingIsKeptFromTheQueue() throws {
    let listener = try Listener(
      binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 8, deferral: 3600)
    let client = try StreamSocket.connect(to: listener.address)
    let second = try StreamSocket.connect(to: listener.address)
    try second.send([1])
    let served = try listener.take()
    #expect(try served.receive(exactly: 1) == [1])
    // The first has connected before, and is not there.
    #expect(try listener.acceptsNothing())
    #expect(try listener.backlog() == 0)
    try client.send([2])
    #expect(try listener.take().receive(exactly: 1) == [2])
  }

  @Test func silentConnectionIsHandedOutInTheEnd() throws {
    let listener = try makeListener()
    #expect(listener.deferral == 0)
    try listener.deferAccept(for: 1)
    #expect(listener.deferral == 1)
    let client = try StreamSocket.connect(to: listener.address)
    _ = try listener.take()
    try listener.deferAccept(for: 0)
    #expect(listener.deferral == 0)
    _ = try StreamSocket.connect(to: listener.address)
    _ = try listener.take()
    _ = client
  }

  @Test func addressOfAStrangerIsRefused() {
    #expect(throws: SystemCallError(call: "bind", errno: .addressNotAvailable)) {
      _ = try makeListener(on: "192.0.2.1:0")
    }
  }

  // Without SO_REUSEADDR the connection in TIME_WAIT, which the server ended first, keeps the port for a
  // minute.
  @Test func restartedServerHasItsPortAgainAtOnce() async {
    await #expect(processExitsWith: .success) {
      let address: SocketAddress
      do {
        let listener = try makeListener()
        address = listener.address
        let client = try StreamSocket.connect(to: address)
        let served = try listener.take()
        try served.finishSending()
        #expect(try client.receiveToEnd() == [])
        try client.finishSending()
        #expect(try served.receiveToEnd() == [])
      }
      _ = try Listener(binding: address, backlog: 1)
    }
  }

  @Test func nothingIsAcceptedWhenNothingWaits() throws {
    let listener = try makeListener()
    #expect(try listener.acceptsNothing())
    let client = try StreamSocket.connect(to: listener.address)
    _ = try listener.take()
    #expect(try listener.acceptsNothing())
    try client.finishSending()
  }

  @Test func acceptedSocketIsNonBlockingAndNotInheritedByPrograms() throws {
    let listener = try makeListener()
    let client = try StreamSocket.connect(to: listener.address)
    let served = try listener.take()
    for number in [listener.number, served.number, client.number] {
      #expect(shim_fcntl(number, F_GETFL, 0) & O_NONBLOCK != 0)
      #expect(shim_fcntl(number, F_GETFD, 0) == FD_CLOEXEC)
    }
    #expect(client.peer == listener.address)
    #expect(served.peer?.description.hasPrefix("127.0.0.1:") == true)
  }

  @Test func backlogCountsTheConnectionsThatWait() throws {
    let listener = try makeListener()
    let clients = Clients()
    #expect(try listener.backlog() == 0)
    for count in 1...3 {
      try clients.connect(1, to: listener.address)
      #expect(try listener.queues(count))
    }
    _ = try listener.take()
    #expect(try listener.backlog() == 2)
  }

  // tcp(7), tcp_abort_on_overflow: a connection that finds the queue full is not refused but tried again by
  // the client, so whoever comes during a drain is served by the successor, not reset.
  @Test func stoppedQueueTakesNobodyUntilItIsEmpty() throws {
    let listener = try makeListener()
    let clients = Clients()
    try clients.connect(2, to: listener.address)
    #expect(try listener.queues(2))
    try listener.stopQueueing()
    let late = try SystemCall.run("socket") { socket(AF_INET, shim_SOCK_STREAM | shim_SOCK_NONBLOCK, 0) }
    let latecomer = StreamSocket(owning: Descriptor(owning: late))
    #expect(throws: SystemCallError(call: "connect", errno: .nowInProgress)) {
      try connect(latecomer.number, to: listener.address.port)
    }
    #expect(try listener.backlog() == 2)
    #expect(latecomer.peer == nil)
    for _ in 0..<2 { _ = try listener.take() }
    #expect(try isReady(latecomer.number, for: .writable))
    #expect(latecomer.peer == listener.address)
  }

  @Test(.enabled(if: hasIPv6)) func versionSixIsServed() throws {
    let listener = try makeListener(on: "[::1]:0")
    #expect(listener.address.description == "[::1]:\(listener.address.port)")
    let client = try StreamSocket.connect(to: listener.address)
    let served = try listener.take()
    try client.send([6])
    #expect(try served.receive(exactly: 1) == [6])
    #expect(served.peer?.description.hasPrefix("[::1]:") == true)
  }

  // Otherwise [::]:80 and *:80 could not be listened on side by side.
  @Test(.enabled(if: hasIPv6)) func listenerOfVersionSixLeavesVersionFourAlone() throws {
    let listener = try makeListener(on: "[::]:0")
    var only: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    #expect(unsafe getsockopt(listener.number, shim_IPPROTO_IPV6, IPV6_V6ONLY, &only, &length) == 0)
    #expect(only == 1)
  }

  @Test func acceptWithoutADescriptorLeftThrows() async {
    await #expect(processExitsWith: .success) {
      let listener = try makeListener()
      let client = try StreamSocket.connect(to: listener.address)
      #expect(try listener.queues(1))
      let child = try ForkedChild { _ in
        var limit = rlimit(rlim_cur: 0, rlim_max: 0)
        try SystemCall.run("setrlimit") { unsafe setrlimit(__rlimit_resource_t(7), &limit) }
        do {
          _ = try listener.accept()
        } catch let error as SystemCallError {
          try claim(error == SystemCallError(call: "accept4", errno: .tooManyOpenFiles), "\(error)")
          Fork.exit(42)
        }
      }
      #expect(try child.end() == .exited(code: 42))
      #expect(try listener.backlog() == 1)
      try client.finishSending()
    }
  }

  /// A single connect(2) to the loopback address, which does not wait on a non-blocking socket.
  private func connect(_ number: Int32, to port: UInt16) throws {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
    try SystemCall.run("connect") {
      // A sockaddr_in is what the kernel means by a sockaddr of AF_INET.
      unsafe withUnsafePointer(to: address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
          unsafe Glibc.connect(number, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
  }
}
