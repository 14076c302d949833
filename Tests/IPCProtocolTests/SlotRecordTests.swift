import IPCProtocol
import LinuxIO
import Testing

@Suite struct SlotRecordTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func begin(_ text: [UInt8], on slot: ScoreboardSlot, at time: UInt64 = 1000) {
    // An array of bytes has no padding.
    slot.begin(request: unsafe text.span.bytes, peer: nil, connection: 3, number: 7, at: time)
  }

  @Test(arguments: [0, 1, 7, 8, 9, 63, 255, 256]) func aRequestIsReadBackAsItWasWritten(length: Int) throws {
    let slot = try #require(Scoreboard(slotCount: 1).slot(0))
    let text = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 1) }
    begin(text, on: slot)
    let request = try #require(slot.request)
    #expect(request.text == text)
    #expect(!request.isCut)
    #expect((request.startedAt, request.connectionNumber, request.requestNumber) == (1000, 3, 7))
    #expect(slot.handlingSince == 1000)
  }

  @Test func aLongRequestIsCutAndSaysSo() throws {
    let slot = try #require(Scoreboard(slotCount: 1).slot(0))
    begin([UInt8](repeating: 0x61, count: 5000), on: slot)
    let request = try #require(slot.request)
    #expect(request.text.count == RequestRecord.textLimit)
    #expect(request.isCut)
  }

  @Test func anAnsweredRequestIsGoneAndCounted() throws {
    let slot = try #require(Scoreboard(slotCount: 1).slot(0))
    begin(bytes("GET /"), on: slot, at: 1000)
    slot.endRequest(status: 404, at: 41_000)
    slot.countSent(bytes: 321)
    #expect(slot.request == nil)
    #expect(slot.handlingSince == nil)
    let counts = slot.counts
    #expect((counts.requests, counts.bytesSent, counts.durationSum) == (1, 321, 40_000))
    #expect(counts.statusClasses[3] == 1)
    #expect(counts.durations[2] == 1)
  }

  @Test(arguments: [
    (0, 0), (1, 0), (16_000, 0), (16_001, 1), (32_000, 1), (32_001, 2), (64_000, 2), (64_001, 3),
    (1_000_000_000, 16), (UInt64.max / 2, 23),
  ]) func aDurationCountsInTheFirstBucketThatHoldsIt(nanoseconds: UInt64, bucket: Int) {
    #expect(TrafficCounts.bucket(of: nanoseconds) == bucket)
    if let bound = TrafficCounts.durationBound(bucket) { #expect(nanoseconds <= bound * 1000) }
    if bucket > 0, let below = TrafficCounts.durationBound(bucket - 1) { #expect(nanoseconds > below * 1000) }
  }

  @Test func countsAddUp() {
    var one = TrafficCounts()
    one.requests = 2
    one.statusClasses[1] = 2
    one.durations[5] = 2
    var other = one
    other.bytesSent = 9
    let sum = one + other
    #expect((sum.requests, sum.bytesSent, sum.statusClasses[1], sum.durations[5]) == (4, 9, 4, 4))
    #expect(sum != one)
  }

  @Test func aCrashIsToldAfterTheWorkersEnd() throws {
    let slot = try #require(Scoreboard(slotCount: 1).slot(0))
    #expect(slot.crash == nil)
    let crash = CrashRecord(
      signal: 4, instruction: .init(image: 0x77, offset: 0x1234), address: 0, sender: 77, time: 99,
      answer: .answered, connectionsHandedOver: 99, connectionsLost: 1)
    slot.write(crash)
    #expect(slot.crash == crash)
    slot.reset()
    #expect(slot.crash == nil)
  }

  @Test func thePoolIsReadBackAsItWasWritten() throws {
    let board = try Scoreboard(slotCount: 2)
    var pool = PoolRecord()
    pool.phase = .reloading
    pool.isDegraded = true
    pool.supervisorPID = 77
    pool.idle = 5
    pool.maxWorkers = 256
    pool.episodesAtMaximum = 3
    pool.ended[Int(WorkerEnding.crash.rawValue)] = 4
    pool.servedByTheDeparted.requests = 1_000_000
    board.write(pool)
    #expect(board.pool == pool)
    #expect(board.pool?.ended(.crash) == 4)
  }

  /// Never torn: every look shows a request whose parts belong together, however fast they follow each other.
  @Test func aReaderNeverSeesHalfOfARequest() async {
    await #expect(processExitsWith: .success) {
      let board = try Scoreboard(slotCount: 1)
      let slot = try #require(board.slot(0))
      let worker = try ForkedPeer { channel in
        var round: UInt8 = 0
        while true {
          round &+= 1
          let text = [UInt8](repeating: round, count: 1 + Int(round))
          slot.begin(
            request: unsafe text.span.bytes, peer: PeerRecord(kind: .ipv4, port: UInt16(round)),
            connection: UInt64(round), number: Int(round), at: UInt64(round))
        }
      }
      var seen: Set<UInt64> = []
      while seen.count < 100 {
        guard let request = slot.request else { continue }
        let number = request.connectionNumber
        #expect(request.requestNumber == number && request.startedAt == number)
        #expect(request.peer.port == UInt16(number))
        #expect(request.text == [UInt8](repeating: UInt8(number), count: 1 + Int(number)))
        seen.insert(number)
      }
      Fork.destroy(worker.pid)
    }
  }
}
