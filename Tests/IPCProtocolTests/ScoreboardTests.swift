import IPCProtocol
import LinuxIO
import Testing

@Suite struct ScoreboardTests {
  @Test(arguments: [(1, 1), (5, 5), (1000, 1000), (0, 1), (-3, 1)]) func hasTheSlotsAskedForAndAtLeastOne(
    asked: Int, slots: Int
  ) throws {
    let board = try Scoreboard(slotCount: asked)
    #expect(board.slotCount == slots)
    #expect(board.slot(0)?.connectionsAccepted == 0)
    #expect(board.slot(slots - 1)?.connectionsAccepted == 0)
  }

  @Test(arguments: [-1, 3, 4, 32, .min, .max]) func slotBeyondTheLastIsNil(index: Int) throws {
    #expect(try Scoreboard(slotCount: 3).slot(index) == nil)
  }

  @Test func slotsAreIndependent() throws {
    let board = try Scoreboard(slotCount: 100)
    for index in 0..<100 {
      let slot = try #require(board.slot(index))
      for _ in 0..<index { slot.countConnection() }
    }
    for index in 0..<100 {
      #expect(board.slot(index)?.connectionsAccepted == UInt64(index))
    }
  }

  @Test func resetClearsOneSlotOnly() throws {
    let board = try Scoreboard(slotCount: 3)
    for index in 0..<3 { board.slot(index)?.countConnection() }
    board.slot(1)?.reset()
    #expect((0..<3).map { board.slot($0)?.connectionsAccepted } == [1, 0, 1])
    board.slot(1)?.countConnection()
    #expect(board.slot(1)?.connectionsAccepted == 1)
  }

  // The slot keeps the memory mapped: a worker's slot must not outlive its board's pages.
  @Test func slotOutlivesTheLastOtherReferenceToItsBoard() throws {
    let slot = try #require(Scoreboard(slotCount: 1).slot(0))
    slot.countConnection()
    #expect(slot.connectionsAccepted == 1)
  }

  @Test func countsOfDeadWorkersAreRead() async {
    await #expect(processExitsWith: .success) {
      let board = try Scoreboard(slotCount: 4)
      for index in 0..<4 {
        let worker = try ForkedPeer { channel in
          for _ in 0..<(1000 + index) { board.slot(index)?.countConnection() }
          _ = try channel.send(.finished)
          _ = try channel.receiveToEnd()
        }
        try awaitReadable(worker.channel.number)
        Fork.destroy(worker.pid)
      }
      for index in 0..<4 {
        #expect(board.slot(index)?.connectionsAccepted == UInt64(1000 + index))
      }
    }
  }

  // The slot is written before the byte is sent, so whoever has read the byte finds at least that count.
  @Test func countIsSeenOnceTheReportIs() async {
    await #expect(processExitsWith: .success) {
      let board = try Scoreboard(slotCount: 1)
      let worker = try ForkedPeer { channel in
        for _ in 0..<100 {
          board.slot(0)?.countConnection()
          _ = try channel.send(.connectionAccepted)
        }
        _ = try channel.receiveToEnd()
      }
      var reports = 0
      while reports < 100 {
        try awaitReadable(worker.channel.number)
        reports += try worker.channel.receive().messages.count
        let count = try #require(board.slot(0)?.connectionsAccepted)
        #expect(count >= UInt64(reports))
      }
      #expect(board.slot(0)?.connectionsAccepted == 100)
      Fork.destroy(worker.pid)
    }
  }

  @Test func aDepartureMovesCountsToTheTotalsAndClearsTheSlot() throws {
    let board = try Scoreboard(slotCount: 2)
    var record = PoolRecord()
    record.busy = 7
    board.write(record)
    let slot = try #require(board.slot(1))
    slot.note(pid: 5, worker: 1, generation: 1, forkedAt: 1)
    for _ in 0..<3 { slot.countConnection() }
    board.clear(slot, servedByTheDeparted: slot.counts)
    #expect(slot.pid == 0 && slot.connectionsAccepted == 0 && board.slotsInUse.isEmpty)
    #expect(board.pool?.servedByTheDeparted.connections == 3 && board.pool?.busy == 7)
  }

  /// What is read beside a departure would have a worker's counts twice, or not at all.
  @Test func aReadingThatADepartureInterruptsIsMadeAgain() throws {
    let board = try Scoreboard(slotCount: 2)
    let slot = try #require(board.slot(0))
    slot.note(pid: 5, worker: 1, generation: 1, forkedAt: 1)
    slot.countConnection()
    var readings = 0
    let total = board.readTogether {
      readings += 1
      let departed = board.pool?.servedByTheDeparted.connections ?? 0
      if readings == 1 { board.clear(slot, servedByTheDeparted: slot.counts) }
      return departed + slot.connectionsAccepted
    }
    #expect(readings == 2 && total == 1)
    let never: Int? = board.readTogether {
      board.clear(slot, servedByTheDeparted: TrafficCounts())
      return 1
    }
    #expect(never == nil)
  }
}
