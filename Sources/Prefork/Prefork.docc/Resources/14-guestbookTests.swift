import Foundation
import PreforkTesting
import Testing

@testable import guestbook

@Suite final class GuestbookTests {
  let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
  let handler: GuestbookHandler

  init() throws { handler = GuestbookHandler(book: try Guestbook(path: path)) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  @Test func whatIsWrittenIsRead() {
    let answer = handler.answer(to: .post, "/entries", body: "I was here.".utf8)
    #expect(answer.status == .created)
    #expect(handler.answer(to: .get, "/entries").text == "I was here.\n")
    #expect(handler.answer(to: .get, "/entries/0").text == "I was here.\n")
  }

  @Test func anEmptyEntryIsRefused() {
    #expect(handler.answer(to: .post, "/entries").status == .badRequest)
    #expect(handler.answer(to: .get, "/entries").text == "")
  }

  @Test func aMethodThatIsNotAllowedNamesThoseThatAre() {
    let answer = handler.answer(to: .delete, "/entries")
    #expect(answer.status == .methodNotAllowed)
    #expect(answer.headerFields[.allow] == "GET, POST")
  }
}
