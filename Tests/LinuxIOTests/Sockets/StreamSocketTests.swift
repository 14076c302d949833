import CEpollShim
import Glibc
import LinuxIO
import SystemPackage
import Testing

@Suite struct StreamSocketTests {
  @Test func nothingToReadWouldBlock() throws {
    let pair = try WatchedPair()
    #expect(try pair.near.receive().received == .wouldBlock)
  }

  @Test func bytesArriveInOrderAndInAnyPortions() throws {
    let pair = try WatchedPair()
    try pair.far.send(1...5)
    #expect(try pair.near.receive(exactly: 2) == [1, 2])
    #expect(try pair.near.receive(exactly: 3) == [3, 4, 5])
    #expect(try pair.near.receive().received == .wouldBlock)
  }

  @Test func nothingFitsOnceThePeerDoesNotRead() throws {
    let pair = try WatchedPair()
    let block = [UInt8](repeating: 7, count: 65_536)
    var sent = 0
    // Kernels give a connection some megabytes; a terabyte never fits.
    for _ in 0..<(1 << 24) {
      // The array outlives the call.
      guard let count = try unsafe block.withUnsafeBytes({ try unsafe pair.near.send($0) }) else { break }
      sent += count
    }
    #expect(sent > 0)
    #expect(try !isReadyNow(pair.near.number, for: .writable))
    #expect(try pair.far.receive(exactly: sent).allSatisfy { $0 == 7 })
    #expect(try isReady(pair.near.number, for: .writable))
    try pair.near.send([8])
    #expect(try pair.far.receive(exactly: 1) == [8])
  }

  @Test func finishedSenderStillReceives() throws {
    let pair = try WatchedPair()
    try pair.near.send([1])
    try pair.near.finishSending()
    #expect(try pair.far.receiveToEnd() == [1])
    try pair.far.send([2])
    #expect(try pair.near.receive(exactly: 1) == [2])
  }

  @Test func finishingTwiceIsNoError() throws {
    let pair = try WatchedPair()
    try pair.near.finishSending()
    try pair.near.finishSending()
  }

  @Test func heldBackBytesGoWithThoseThatFollow() throws {
    let pair = try WatchedPair()
    let head: [UInt8] = [1, 2]
    // The array outlives the call.
    let count = try unsafe head.withUnsafeBytes { try unsafe pair.near.send($0, more: true) }
    #expect(count == 2)
    try pair.near.send([3])
    #expect(try pair.far.receive(exactly: 3) == [1, 2, 3])
  }

  // Linux lets an accepted connection inherit TCP_NODELAY from its listener.
  @Test func acceptedConnectionsSendAtOnce() throws {
    let listener = try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 1)
    let client = try StreamSocket.connect(to: listener.address)
    _ = try PairPoll.wait(listener.number, for: .readable, or: -1, timeout: .after(.seconds(30)))
    guard let accepted = try listener.accept() else {
      Issue.record("nothing to accept")
      return
    }
    var value: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    #expect(unsafe getsockopt(accepted.number, shim_IPPROTO_TCP, TCP_NODELAY, &value, &length) == 0)
    #expect(value != 0)
    _ = consume client
  }

  @Test func connectingToAClosedPortIsRefused() async {
    await #expect(processExitsWith: .success) {
      let address = try makeListener().address
      #expect(throws: SystemCallError(call: "connect", errno: .connectionRefused)) {
        _ = try StreamSocket.connect(to: address)
      }
    }
  }
}

/// In exit tests: a sibling test's child that holds a copy of the peer would keep it alive.
@Suite struct DeadPeerTests {
  @Test func sendToAClosedPeerThrowsAndRaisesNoSignal() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        try SignalMask.reset(.pipe)
        let survivor = try SocketPair().takeParentEnd()
        do {
          try survivor.send([1])
        } catch let error as SystemCallError {
          try claim(error == SystemCallError(call: "send", errno: .brokenPipe), "\(error)")
          Fork.exit(42)
        }
      }
      #expect(try child.end() == .exited(code: 42))
    }
  }

  @Test func sendAfterFinishingThrowsAndRaisesNoSignal() async {
    await #expect(processExitsWith: .success) {
      try SignalMask.reset(.pipe)
      let pair = try WatchedPair()
      try pair.near.finishSending()
      #expect(throws: SystemCallError(call: "send", errno: .brokenPipe)) { try pair.near.send([3]) }
    }
  }

  @Test func closedPeerIsTheEndOfTheStream() async {
    await #expect(processExitsWith: .success) {
      let survivor = try SocketPair().takeChildEnd()
      let received = try survivor.receive().received
      #expect(received == .end)
    }
  }

  @Test func bytesSentBeforeTheCloseAreRead() async {
    await #expect(processExitsWith: .success) {
      let listener = try makeListener()
      let client = try StreamSocket.connect(to: listener.address)
      do {
        let served = try listener.take()
        try served.send([1, 2, 3])
      }
      #expect(try client.receiveToEnd() == [1, 2, 3])
    }
  }

  @Test func disconnectedSocketFinishesWithoutError() async {
    await #expect(processExitsWith: .success) {
      let listener = try makeListener()
      let client = try StreamSocket.connect(to: listener.address)
      do {
        let served = try listener.take()
        try client.send([1])
        #expect(try isReady(served.number))
      }
      #expect(try isReady(client.number))
      #expect(throws: SystemCallError(call: "recv", errno: .connectionReset)) { try client.receive() }
      #expect(client.peer == nil)
      try client.finishSending()
    }
  }
}
