import Foundation
import Prefork

/// The routes.
struct BooksHandler: RequestHandler {
  let shelf: Shelf

  func respond(to request: Request) throws -> Response {
    do { return try route(request) } catch let problem as Problem { return try problem.response() }
  }

  private func route(_ request: Request) throws -> Response {
    let path = request.pathComponents
    switch (path.first, path.count) {
    case ("books", 1):
      switch request.method {
      case .get, .head: return try list(request)
      case .post: return try add(request)
      default: throw Problem.notAllowed("GET, HEAD, POST")
      }
    case ("books", 2):
      switch request.method {
      case .get, .head: return try show(path[1])
      case .put: return try replace(path[1], request)
      case .delete: return try remove(path[1])
      default: throw Problem.notAllowed("GET, HEAD, PUT, DELETE")
      }
    case ("pages", 2):
      guard [.get, .head].contains(request.method) else { throw Problem.notAllowed("GET, HEAD") }
      return try averagePages(path[1])
    default: throw Problem.unknown("such resource")
    }
  }

  private func list(_ request: Request) throws -> Response {
    guard let limit = Int(request.query["limit"] ?? "100"), (1...1000).contains(limit) else {
      throw Problem.invalid("limit must be a number from 1 to 1000.")
    }
    return .json(try encode(try shelf.books(after: request.query["after"] ?? "", limit: limit)))
  }

  private func add(_ request: Request) throws -> Response {
    let book = try readBook(request)
    guard try shelf.add(book) else { throw Problem.exists(book.isbn) }
    var response = Response.json(try encode(book), status: .created)
    response.headerFields[.location] = "/books/\(book.isbn)"
    return response
  }

  private func show(_ isbn: String) throws -> Response {
    guard let book = try shelf.book(isbn) else { throw Problem.unknown("book \(isbn)") }
    return .json(try encode(book))
  }

  private func replace(_ isbn: String, _ request: Request) throws -> Response {
    let book = try readBook(request)
    guard book.isbn == isbn else { throw Problem.invalid("isbn and path name different books.") }
    guard try shelf.replace(book) else { throw Problem.unknown("book \(isbn)") }
    return .json(try encode(book))
  }

  private func remove(_ isbn: String) throws -> Response {
    guard try shelf.remove(isbn) else { throw Problem.unknown("book \(isbn)") }
    return .status(.noContent)
  }

  /// How many pages a year's books have on average.
  private func averagePages(_ text: String) throws -> Response {
    guard let year = Int(text) else { throw Problem.invalid("A year is a number.") }
    let totals = try shelf.totals(year: year)
    // A bug, on purpose: a year without books divides by zero, which traps.
    return .json(try encode(["year": year, "pages": totals.pages / totals.books]))
  }

  private func readBook(_ request: Request) throws -> Book {
    let content = try request.body.collect(upTo: 64 * 1024)
    let book: Book
    do { book = try JSONDecoder().decode(Book.self, from: Data(content)) } catch {
      throw Problem.invalid("The content is no book: isbn and title as text, year and pages as numbers.")
    }
    if let fault = book.fault { throw Problem.invalid(fault) }
    return book
  }

  private func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try encoder.encode(value)
  }
}
