import Glibc
import LinuxIO
import SystemPackage
import Testing

@testable import IPCProtocol

/// What a program that is executed anew makes of memory that it inherits; here through a copy of the descriptor.
@Suite("Inherited shared memory")
struct AdoptedMemoryTests {
  private func copy(_ number: Int32) throws -> Descriptor {
    Descriptor(owning: try SystemCall.run("dup") { dup(number) })
  }

  @Test func aBoardIsTheSameBoard() throws {
    let board = try Scoreboard(slotCount: 3)
    let other = try Scoreboard(adopting: copy(board.descriptorNumber), slotCount: 3)
    try #require(other.slot(2)).countConnection()
    board.isUnderPressure = true
    #expect(board.slot(2)?.connectionsAccepted == 1 && other.isUnderPressure)
    #expect(other.descriptorNumber == -1)
  }

  @Test(arguments: [0, -1, 100, Int.max]) func aBoardOfAnotherSizeIsRefused(slots: Int) throws {
    let board = try Scoreboard(slotCount: 3)
    #expect(throws: SystemCallError.self) {
      try Scoreboard(adopting: copy(board.descriptorNumber), slotCount: slots)
    }
  }

  @Test func whatIsNoMemoryIsRefused() throws {
    #expect(throws: SystemCallError(call: "mmap", errno: .invalidArgument)) {
      try Scoreboard(adopting: Descriptor.reserve(), slotCount: 3)
    }
  }

  /// Each execution of a program has another secret in `Hasher`.
  @Test func bothEnterTheSameSeriesInATable() throws {
    let table = try MetricTable(capacity: 64)
    let other = try MetricTable(adopting: copy(table.descriptorNumber), capacity: 64)
    for number in 0..<20 {
      try table.series("s", labels: "n=\"\(number)\"", kind: .counter).add(1.0)
      try other.series("s", labels: "n=\"\(number)\"", kind: .counter).add(1.0)
    }
    #expect(table.all.count == 20 && table.all.allSatisfy { $0.real == 2 })
    #expect(throws: SystemCallError.self) {
      try MetricTable(adopting: copy(table.descriptorNumber), capacity: 6400)
    }
  }
}
