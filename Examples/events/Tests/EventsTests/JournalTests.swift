import Foundation
import Testing

@testable import events

@Suite final class JournalTests {
  private let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
  private let journal: Journal

  init() throws { journal = try Journal(path: path) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  @Test func messagesAreReadFromWhereOneStopped() throws {
    try journal.append("one")
    try journal.append("two")
    let all = try journal.messages(after: 0)
    #expect(all.map(\.text) == ["one", "two"])
    #expect(try journal.messages(after: all[0].id) == [all[1]])
    #expect(try journal.messages(after: all[1].id).isEmpty)
    #expect(try journal.end() == all[1].id)
  }

  @Test func aLineEndInAMessageEndsNoEvent() throws {
    try journal.append("one\r\ndata: forged")
    #expect(try journal.messages(after: 0).map(\.text) == ["one  data: forged"])
  }
}
