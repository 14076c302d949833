import Foundation
import HTTPTypes
import PreforkTesting
import Testing

@testable import json_api

@Suite struct BooksTests {
  private let handler: BooksHandler
  private let dune = Book(isbn: "0-441-01359-7", title: "Dune", year: 1965, pages: 604)

  init() throws { handler = BooksHandler(shelf: try Shelf()) }

  private func post(_ book: Book) throws -> TestAnswer {
    handler.answer(to: .post, "/books", body: try JSONEncoder().encode(book))
  }

  @Test func whatIsAddedIsFound() throws {
    let added = try post(dune)
    #expect(added.status == .created)
    let found = handler.answer(to: .get, try #require(added.headerFields[.location]))
    #expect(found.status == .ok)
    #expect(try JSONDecoder().decode(Book.self, from: Data(found.body)) == dune)
  }

  @Test func aNumberIsTakenOnce() throws {
    _ = try post(dune)
    let second = try post(dune)
    #expect(second.status == .conflict)
    #expect(second.headerFields[.contentType] == "application/problem+json")
  }

  @Test(arguments: ["", "{", "{\"isbn\": \"1\"}", "[1]"])
  func whatIsNoBookIsRefused(content: String) {
    #expect(handler.answer(to: .post, "/books", body: content.utf8).status == .badRequest)
  }

  @Test func anInvalidBookIsRefused() throws {
    var book = dune
    book.pages = 0
    #expect(try post(book).status == .badRequest)
    book = dune
    book.isbn = "a/b"
    #expect(try post(book).status == .badRequest)
  }

  @Test func aMethodThatIsNotAllowedNamesThoseThatAre() {
    let answer = handler.answer(to: .patch, "/books")
    #expect(answer.status == .methodNotAllowed)
    #expect(answer.headerFields[.allow] == "GET, HEAD, POST")
  }

  @Test func whatIsNotThereIsNotFound() {
    for method in [HTTPRequest.Method.get, .delete] {
      #expect(handler.answer(to: method, "/books/1").status == .notFound)
    }
    #expect(handler.answer(to: .get, "/authors").status == .notFound)
  }

  @Test func contentThatIsTooLargeIsNotRead() {
    let content = [UInt8](repeating: 0x20, count: 70_000)
    #expect(handler.answer(to: .post, "/books", body: content).status == .contentTooLarge)
  }

  @Test func pagesOfAYearAreAveraged() throws {
    _ = try post(dune)
    _ = try post(Book(isbn: "1", title: "Less", year: 1965, pages: 6))
    #expect(handler.answer(to: .get, "/pages/1965").text == "{\"pages\":305,\"year\":1965}")
  }
}
