import IPCProtocol
import LinuxIO
import Testing

@testable import WorkerRuntime

@Suite struct RequestDeskTests {
  private let board: Scoreboard
  private let slot: ScoreboardSlot
  private let events: EmbeddedEvents

  init() throws {
    board = try Scoreboard(slotCount: 1)
    slot = try #require(board.slot(0))
    events = try EmbeddedEvents()
  }

  private func origin(_ number: UInt64) -> ConnectionOrigin {
    ConnectionOrigin(number: number, client: PeerRecord(kind: .ipv4, port: 4, low: 0x7f00_0001))
  }

  private var shown: String? { slot.request.map { String(decoding: $0.text, as: UTF8.self) } }

  @Test func showsTheOldestAndCountsThoseAnswered() {
    let desk = RequestDesk(slot: slot, limit: nil, events: events)
    let first = desk.begin(Array("GET /1".utf8), on: origin(7), number: 3)
    let second = desk.begin(Array("GET /2".utf8), on: origin(8), number: 1)
    #expect(shown == "GET /1" && slot.activity == .serving && slot.handlingSince == nil)
    #expect(slot.request?.connectionNumber == 7 && slot.request?.requestNumber == 3)
    #expect(slot.request.map { "\($0.peer)" } == "127.0.0.1:4")
    desk.end(first, status: 204)
    #expect(shown == "GET /2")
    desk.end(second, status: nil)
    #expect(shown == nil && slot.activity == .waiting)
    #expect(slot.requestsAnswered == 1 && slot.counts.statusClasses[1] == 1)
  }

  @Test func aTicketCountsOnce() {
    let desk = RequestDesk(slot: slot, limit: nil, events: events)
    let ticket = desk.begin(Array("GET /".utf8), on: origin(1), number: 1)
    desk.end(ticket, status: 200)
    desk.end(ticket, status: 200)
    #expect(slot.requestsAnswered == 1)
  }

  @Test func tellsOnceThatTheLimitIsReached() throws {
    let desk = RequestDesk(slot: slot, limit: 2, events: events)
    for number in 1...2 {
      #expect(try !events.take().isNudged)
      desk.end(desk.begin(Array("GET /".utf8), on: origin(1), number: number), status: 200)
    }
    #expect(try events.take().isNudged)
    desk.end(desk.begin(Array("GET /".utf8), on: origin(1), number: 3), status: 200)
    #expect(try !events.take().isNudged)
  }

  /// Which of them the crash handler finds is the one whose task it interrupted.
  @Test func theCrashedIsTheOneWhoseTaskRuns() async {
    let desk = RequestDesk(slot: slot, limit: nil, events: events)
    let origins = (1...3).map { origin(UInt64($0)) }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { _ = desk.begin(Array("GET /other".utf8), on: origins[0], number: 1) }
      await group.next()
      group.addTask {
        _ = desk.begin(Array("GET /crashed".utf8), on: origins[1], number: 1)
        #expect(desk.showCrashed())
      }
      await group.next()
    }
    #expect(shown == "GET /crashed" && slot.request?.connectionNumber == 2)
  }

  @Test func withoutARequestThereIsNoneToShow() {
    let desk = RequestDesk(slot: slot, limit: nil, events: events)
    #expect(!desk.showCrashed() && shown == nil)
  }
}
