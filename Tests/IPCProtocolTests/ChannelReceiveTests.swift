import IPCProtocol
import LinuxIO
import Testing

@Suite struct ChannelReceiveTests {
  @Test func emptyChannelBringsNothingAndStaysOpen() throws {
    let ends = try SocketPair.halves()
    let delivery = try SupervisorChannel(over: ends.parent).receive()
    #expect(delivery.messages.isEmpty)
    #expect(delivery.ending == nil)
  }

  @Test func messagesThatArriveOneByOneAreDeliveredOneByOne() throws {
    let ends = try SocketPair.halves()
    let channel = SupervisorChannel(over: ends.parent)
    for report in WorkerReport.allCases {
      try ends.child.send([report.rawValue])
      let delivery = try channel.receive()
      #expect(delivery.messages == [report])
      #expect(delivery.ending == nil)
    }
  }

  @Test func messagesThatArriveTogetherAreDeliveredInOrder() throws {
    let ends = try SocketPair.halves()
    try ends.child.send("RCFCFNA".utf8)
    let delivery = try SupervisorChannel(over: ends.parent).receive()
    #expect(
      delivery.messages == [
        .ready, .connectionAccepted, .finished, .connectionAccepted, .finished, .reachedConnectionLimit,
        .acknowledgedLeave,
      ])
    #expect(delivery.ending == nil)
  }

  // The read buffer holds 64 bytes; the counts lie on both sides of its multiples.
  @Test(arguments: [1, 63, 64, 65, 127, 128, 129, 511])
  func allThatHasArrivedIsDeliveredAtOnce(count: Int) throws {
    let ends = try SocketPair.halves()
    let sent = (0..<count).map { WorkerReport.allCases[$0 % WorkerReport.allCases.count] }
    try ends.child.send(sent.map(\.rawValue))
    let delivery = try SupervisorChannel(over: ends.parent).receive()
    #expect(delivery.messages == sent)
    #expect(delivery.ending == nil)
  }

  // At the head, in the middle, at the tail and on both sides of the edge of the read buffer.
  @Test(arguments: [0, 1, 2, 62, 63, 64, 65, 66]) func everyByteIsAMessageOrAViolation(at position: Int)
    throws
  {
    for byte in UInt8.min...UInt8.max {
      let ends = try SocketPair.halves()
      var bytes = (0..<66).map { $0 % 2 == 0 ? WorkerReport.connectionAccepted : .finished }.map(\.rawValue)
      bytes.insert(byte, at: position)
      try ends.child.send(bytes)
      let delivery = try SupervisorChannel(over: ends.parent).receive()
      let isMessage = "CFRANQX".utf8.contains(byte)
      #expect(delivery.messages.map(\.rawValue) == (isMessage ? bytes : Array(bytes[..<position])), "\(byte)")
      #expect(delivery.ending == (isMessage ? nil : .violation(byte: byte)), "\(byte)")
    }
  }

  @Test func workerTakesOrdersOnly() throws {
    for byte in UInt8.min...UInt8.max {
      let ends = try SocketPair.halves()
      try ends.parent.send([SupervisorOrder.wake.rawValue, byte, SupervisorOrder.leave.rawValue])
      let delivery = try WorkerChannel(over: ends.child).receive()
      let isOrder = "KDWPLH".utf8.contains(byte)
      #expect(delivery.messages.count == (isOrder ? 3 : 1), "\(byte)")
      #expect(delivery.ending == (isOrder ? nil : .violation(byte: byte)), "\(byte)")
    }
  }
}

/// In exit tests: a copy of a descriptor in another test's child would keep a closed end open.
@Suite struct ChannelEndTests {
  // Past bug: after read() had returned 0 the bytes of the read before were parsed again.
  @Test(arguments: [0, 1, 63, 64, 65, 128])
  func messagesBeforeTheEndAreDeliveredAndNoneAfter(count: Int) async {
    await #expect(processExitsWith: .success) { [count] in
      let ends = try SocketPair.halves()
      let channel = try afterSending(
        [UInt8](repeating: WorkerReport.finished.rawValue, count: count), from: ends)
      let (messages, ending) = try channel.receiveToEnd()
      #expect(messages == [WorkerReport](repeating: .finished, count: count))
      #expect(ending == .closed)
      for _ in 0..<3 {
        let delivery = try channel.receive()
        #expect(delivery.messages.isEmpty)
        #expect(delivery.ending == .closed)
      }
    }
  }

  @Test func violationIsToldRatherThanTheEndBehindIt() async {
    await #expect(processExitsWith: .success) {
      let ends = try SocketPair.halves()
      let channel = try afterSending(Array("CF!C".utf8), from: ends)
      let delivery = try channel.receive()
      #expect(delivery.messages == [.connectionAccepted, .finished])
      #expect(delivery.ending == .violation(byte: 0x21))
    }
  }

  // unix(7): a peer that closes with unread orders in its buffer resets the connection, but what it sent
  // comes first.
  @Test func resetIsAnEndLikeAnyOther() async {
    await #expect(processExitsWith: .success) {
      let ends = try SocketPair.halves()
      try ends.parent.send("KW".utf8)
      let channel = try afterSending(Array("RC".utf8), from: ends)
      let (messages, ending) = try channel.receiveToEnd()
      #expect(messages == [.ready, .connectionAccepted])
      #expect(ending == .closed)
    }
  }

  @Test func reportsOfAKilledWorkerAreDelivered() async {
    await #expect(processExitsWith: .success) {
      let worker = try ForkedPeer { channel in
        _ = try channel.send(.ready)
        _ = try channel.receiveToEnd()
      }
      try awaitReadable(worker.channel.number)
      Fork.destroy(worker.pid)
      let (messages, ending) = try worker.channel.receiveToEnd()
      #expect(messages == [.ready])
      #expect(ending == .closed)
    }
  }
}

/// The parent's channel after the child's end sent `bytes` and was closed.
private func afterSending(_ bytes: [UInt8], from ends: consuming Halves) throws -> SupervisorChannel {
  let parent = ends.parent
  let child = ends.child
  try child.send(bytes)
  return SupervisorChannel(over: parent)
}

@Suite struct FloodedChannelTests {
  /// A peer that writes without end must not hold the reader.
  @Test func oneReadingHasAnEndEvenIfTheMessagesHaveNone() throws {
    let ends = try SocketPair.halves()
    try ends.child.send([UInt8](repeating: WorkerReport.finished.rawValue, count: 5000))
    let channel = SupervisorChannel(over: ends.parent)
    let first = try channel.receive()
    #expect(first.messages.count == SupervisorChannel.largestDelivery && first.ending == nil)
    var count = first.messages.count
    while count < 5000 { count += try channel.receive().messages.count }
    #expect(count == 5000)
  }
}
