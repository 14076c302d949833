import CEpollShim
import Glibc
import LinuxIO
import Testing

/// How many sockets this process has; to be asked in exit tests, where nobody else has any.
private var openSockets: Int {
  (0..<1024 as Range<Int32>).count { number in
    var status = stat()
    return unsafe fstat(number, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
  }
}

@Suite struct SocketPairsTests {
  @Test func eachChildHasTheEndOfItsOwnPair() async {
    await #expect(processExitsWith: .success) {
      var ends = SocketPairs()
      for _ in 0..<3 { try ends.add() }
      var pids: [Int32] = []
      for number in 0..<3 as Range<UInt8> {
        switch try Fork.split() {
        case .child:
          let end = ends.takeChildEnd()
          do { try end.send([number]) } catch { Fork.exit(1) }
          Fork.exit(0)
        case .parent(let child): pids.append(child)
        }
        ends.wasBorn()
      }
      for (number, pid) in pids.enumerated() {
        let end = ends.takeParentEnd()
        #expect(try end.receive(exactly: 1) == [UInt8(number)])
        #expect(try Fork.awaitExit(of: pid) == .exited(code: 0))
      }
    }
  }

  @Test func whatNobodyHasTakenIsClosed() async {
    await #expect(processExitsWith: .success) {
      let before = openSockets
      do {
        var ends = SocketPairs()
        for _ in 0..<SocketPairs.capacity { try ends.add() }
        #expect(openSockets == before + 2 * SocketPairs.capacity)
        ends.wasBorn()
        let taken = ends.takeParentEnd()
        #expect(openSockets == before + 2 * SocketPairs.capacity - 1)
        #expect(try taken.receive().received == .end)
      }
      #expect(openSockets == before)
    }
  }

  @Test func allNumbersAreToldButThatOfTheChildItself() async {
    await #expect(processExitsWith: .success) {
      let before = openSockets
      var ends = SocketPairs()
      for _ in 0..<3 { try ends.add() }
      ends.wasBorn()
      var all = DescriptorSet()
      ends.addNumbers(to: &all)
      let own = ends.takeChildEnd()
      all.close(sparing: own.number)
      #expect(openSockets == before + 1)
      #expect(shim_fcntl(own.number, F_GETFD, 0) == FD_CLOEXEC)
    }
  }
}
