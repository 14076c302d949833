import LinuxIO
import SystemPackage
import Testing

@Suite struct SendFileTests {
  private let digits = Array("0123456789".utf8)

  @Test func partOfTheFileIsSent() throws {
    let pair = try WatchedPair()
    let file = try temporaryFile(holding: digits)
    #expect(try pair.near.send(file: file, at: 3, count: 4) == 4)
    #expect(try pair.far.receive(exactly: 4) == Array("3456".utf8))
    // The file's own position plays no part, so a second call begins where it is told to.
    #expect(try pair.near.send(file: file, at: 0, count: 2) == 2)
    #expect(try pair.far.receive(exactly: 2) == Array("01".utf8))
  }

  @Test func fewerBytesAreSentWhenTheFileEnds() throws {
    let pair = try WatchedPair()
    let file = try temporaryFile(holding: digits)
    #expect(try pair.near.send(file: file, at: 8, count: 100) == 2)
    #expect(try pair.far.receive(exactly: 2) == Array("89".utf8))
  }

  @Test(arguments: [10, 11, 1 << 40] as [Int64]) func nothingIsSentFromTheEndOfTheFileOn(offset: Int64) throws
  {
    let pair = try WatchedPair()
    let file = try temporaryFile(holding: digits)
    #expect(try pair.near.send(file: file, at: offset, count: 5) == 0)
  }

  @Test func nothingFitsOnceThePeerDoesNotRead() throws {
    let pair = try WatchedPair()
    let file = try temporaryFile(holding: [UInt8](repeating: 7, count: 1 << 20))
    var sent = 0
    for _ in 0..<(1 << 20) {
      guard let count = try pair.near.send(file: file, at: 0, count: 1 << 20) else { break }
      sent += count
    }
    #expect(try !isReadyNow(pair.near.number, for: .writable))
    #expect(try pair.far.receive(exactly: sent).count == sent)
  }

  // sendfile(2) knows no MSG_NOSIGNAL.
  @Test func closedPeerRaisesTheSignalUnlessItIsIgnored() async {
    await #expect(processExitsWith: .success) {
      let unprotected = try ForkedChild { _ in
        try SignalMask.reset(.pipe)
        let survivor = try SocketPair().takeParentEnd()
        _ = try survivor.send(file: temporaryFile(holding: [1]), at: 0, count: 1)
      }
      #expect(try unprotected.end() == .killed(by: .pipe))
      let protected = try ForkedChild { _ in
        try SignalMask.ignore(.pipe)
        let survivor = try SocketPair().takeParentEnd()
        do {
          _ = try survivor.send(file: temporaryFile(holding: [1]), at: 0, count: 1)
        } catch let error as SystemCallError {
          try claim(error == SystemCallError(call: "sendfile", errno: .brokenPipe), "\(error)")
          Fork.exit(42)
        }
      }
      #expect(try protected.end() == .exited(code: 42))
    }
  }
}
