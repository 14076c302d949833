import IPCProtocol
import LinuxIO
import Testing

/// The bytes are the protocol: a supervisor and its workers may be of different builds during an upgrade.
@Suite struct WireTests {
  @Test(
    arguments: [
      (.connectionAccepted, "C"), (.finished, "F"), (.ready, "R"), (.acknowledgedLeave, "A"),
      (.reachedConnectionLimit, "N"),
    ] as [(WorkerReport, Character)])
  func reportIsItsLetter(report: WorkerReport, letter: Character) throws {
    #expect(report.rawValue == letter.asciiValue)
    let end = try SocketPair.halves()
    #expect(try WorkerChannel(over: end.child).send(report) == .sent)
    #expect(try end.parent.receive() == [report.rawValue])
  }

  @Test(
    arguments: [(.leave, "K"), (.drain, "D"), (.wake, "W"), (.reopenLogs, "L")]
      as [(SupervisorOrder, Character)])
  func orderIsItsLetter(order: SupervisorOrder, letter: Character) throws {
    #expect(order.rawValue == letter.asciiValue)
    let end = try SocketPair.halves()
    #expect(try SupervisorChannel(over: end.parent).send(order) == .sent)
    #expect(try end.child.receive() == [order.rawValue])
  }

  @Test func thereAreNoOtherMessages() {
    #expect(Set(WorkerReport.allCases.map(\.rawValue)) == Set("CFRANQX".utf8))
    #expect(Set(SupervisorOrder.allCases.map(\.rawValue)) == Set("KDWPLH".utf8))
  }

  @Test(arguments: [(.takenOver, "T"), (.notExecuted, "X")] as [(TakeoverReport, Character)])
  func takeoverIsItsLetter(report: TakeoverReport, letter: Character) {
    #expect(report.rawValue == letter.asciiValue && TakeoverReport.allCases.count == 2)
  }

  // A channel that is crossed by mistake must be seen as a violation, never be taken for a message.
  @Test func noByteIsAMessageInBothDirections() {
    for byte in UInt8.min...UInt8.max where WorkerReport(rawValue: byte) != nil {
      #expect(SupervisorOrder(rawValue: byte) == nil)
    }
  }
}
