import PreforkTesting
import Testing

@testable import guestbook

@Test func anEntryIsTaken() {
  let answer = GuestbookHandler().answer(to: .post, "/entries", body: "I was here.".utf8)
  #expect(answer.status == .created)
  #expect(answer.text == "You wrote: I was here.\n")
}

@Test func anEmptyEntryIsRefused() {
  let answer = GuestbookHandler().answer(to: .post, "/entries")
  #expect(answer.status == .badRequest)
}

@Test func aMethodThatIsNotAllowedNamesThoseThatAre() {
  let answer = GuestbookHandler().answer(to: .delete, "/entries")
  #expect(answer.status == .methodNotAllowed)
  #expect(answer.headerFields[.allow] == "POST")
}
