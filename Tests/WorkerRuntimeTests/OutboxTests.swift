import HTTPCore
import IPCProtocol
import LinuxIO
import Testing

@testable import WorkerRuntime

@Suite("What waits to be sent")
struct OutboxTests {
  private let score: ScoreKeeper

  init() throws { score = ScoreKeeper(slot: try #require(Scoreboard(slotCount: 1).slot(0))) }

  /// A socket to send to and the one at which it arrives.
  private final class Line {
    let near: StreamSocket
    private let far: StreamSocket

    init() throws {
      let listener = try Listener(binding: SocketAddress(parsing: "127.0.0.1:0"), backlog: 1)
      far = try StreamSocket.connect(to: listener.address)
      _ = try PairPoll.wait(listener.number, for: .readable, or: -1, timeout: .after(.seconds(30)))
      guard let accepted = try listener.accept() else { throw ExchangeError.clientGone }
      near = accepted
    }

    /// What has arrived, at least `count` bytes.
    func read(_ count: Int) throws -> [UInt8] {
      var all: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while all.count < count {
        // The buffer outlives the call.
        switch try unsafe buffer.withUnsafeMutableBytes({ try unsafe far.receive(into: $0) }) {
        case .bytes(let count): all += buffer[..<count]
        case .end: return all
        case .wouldBlock:
          _ = try PairPoll.wait(far.number, for: .readable, or: -1, timeout: .after(.seconds(30)))
        }
      }
      return all
    }
  }

  private func file(_ content: [UInt8]) throws -> OpenFile {
    let scratch = try ScratchFile()
    // An array of bytes has no padding.
    try scratch.append(unsafe content.span.bytes)
    return scratch.file
  }

  @Test func bytesAndPartsOfFilesLeaveInTheirOrder() throws {
    let line = try Line()
    let digits = try file(Array("0123456789".utf8))
    let outbox = Outbox()
    try outbox.bytes.append("<")
    outbox.append(FileRegion(digits, offset: 2, count: 3))
    try outbox.bytes.append("|")
    outbox.append(FileRegion(digits, offset: 0, count: 1))
    outbox.append(FileRegion(digits, offset: 8, count: 2))
    outbox.append(FileRegion(digits, offset: 5, count: 0))
    try outbox.bytes.append(">")
    #expect(try outbox.flush(to: line.near, score) && outbox.isEmpty)
    #expect(try line.read(9) == Array("<234|089>".utf8))
    // Nothing of it shows in what comes next.
    try outbox.bytes.append("next")
    outbox.append(FileRegion(digits, offset: 9, count: 1))
    #expect(try outbox.flush(to: line.near, score))
    #expect(try line.read(5) == Array("next9".utf8))
  }

  /// A client that reads as fast as it is sent to must not have the worker for itself.
  @Test func oneTurnSendsNoMoreThanItsShare() throws {
    let line = try Line()
    let outbox = Outbox()
    try outbox.bytes.append("head")
    outbox.append(FileRegion(try file([UInt8](repeating: 7, count: 1000)), offset: 0, count: 1000))
    #expect(try !outbox.flush(to: line.near, score, atMost: 404))
    #expect(try line.read(404).count == 404)
    #expect(try !outbox.flush(to: line.near, score, atMost: 404))
    #expect(try outbox.flush(to: line.near, score, atMost: 404))
    #expect(try line.read(600).count == 600)
  }

  /// A short file must not be made up for by what follows it.
  @Test func fileThatEndsEarlyIsAnError() throws {
    let line = try Line()
    let outbox = Outbox()
    outbox.append(FileRegion(try file([1, 2, 3]), offset: 1, count: 5))
    try outbox.bytes.append("more")
    #expect(throws: ExchangeError.fileTruncated) {
      while try !outbox.flush(to: line.near, score) {}
    }
  }

  @Test func whatASlowClientLeavesGoesToAFile() throws {
    let line = try Line()
    let outbox = Outbox()
    let digits = try file(Array("0123456789".utf8))
    try outbox.bytes.append("ab")
    outbox.append(FileRegion(digits, offset: 0, count: 2))
    var expected = Array("ab01".utf8)
    for round in 0..<5 {
      let block = [UInt8](repeating: UInt8(round), count: 100_000)
      // An array of bytes has no padding.
      try outbox.bytes.append(unsafe block.span.bytes)
      try outbox.spill()
      #expect(outbox.bytes.readableCount == 2 && outbox.bytes.capacity < 100_000)
      expected += block
    }
    try outbox.bytes.append("yz")
    expected += Array("yz".utf8)
    var arrived: [UInt8] = []
    while try !outbox.flush(to: line.near, score, atMost: 50_000) { arrived += try line.read(1) }
    arrived += try line.read(expected.count - arrived.count)
    #expect(arrived == expected)
  }

  @Test func spillingGoesOnInTheMiddleOfSending() throws {
    let line = try Line()
    let outbox = Outbox()
    var expected: [UInt8] = []
    for round in 0..<20 {
      let block = [UInt8](repeating: UInt8(round), count: 10_000)
      // As above.
      try outbox.bytes.append(unsafe block.span.bytes)
      try outbox.spill()
      _ = try outbox.flush(to: line.near, score, atMost: 7000)
      expected += block
    }
    var arrived: [UInt8] = []
    while try !outbox.flush(to: line.near, score, atMost: 7000) { arrived += try line.read(1) }
    arrived += try line.read(expected.count - arrived.count)
    #expect(arrived == expected)
  }

  /// What a slow client has not taken moves to its connection, and the exchange goes on with an empty outbox.
  @Test func whatWaitsMovesWithItsPlaces() throws {
    let line = try Line()
    let digits = try file(Array("0123456789".utf8))
    let (first, second) = (Outbox(), Outbox())
    try first.bytes.append("head")
    #expect(try first.flush(to: line.near, score))
    try first.bytes.append("<")
    first.append(FileRegion(digits, offset: 2, count: 3))
    try first.bytes.append(">")
    let place = first.position
    first.swapContents(with: second)
    #expect(first.isEmpty && first.position == 0 && first.sentCount == 0)
    #expect(second.position == place && second.sentCount == 4 && second.hasParts)
    #expect(second.unsentParts.map { $0.ahead } == [1])
    #expect(try second.flush(to: line.near, score))
    #expect(try line.read(9) == Array("head<234>".utf8))
  }
}
