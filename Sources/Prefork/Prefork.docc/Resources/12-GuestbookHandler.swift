import Prefork

struct GuestbookHandler: RequestHandler {
  let book: Guestbook

  func respond(to request: Request) throws -> Response {
    let path = request.pathComponents
    switch (request.method, path.first, path.count) {
    case (.get, nil, 0):
      return .text("Read and write at /entries.\n")
    case (.get, "entries", 1):
      return .text(try book.entries().map { "\($0)\n" }.joined())
    case (.get, "entries", 2):
      guard let number = Int(path[1]) else { throw HTTPError(.badRequest, "Entries have numbers.") }
      return .text("\(try book.entries()[number])\n")
    case (.post, "entries", 1):
      let text = try request.body.text(upTo: 1000)
      guard !text.isEmpty else { throw HTTPError(.badRequest, "An entry has at least one letter.") }
      try book.add(text)
      return .text("You wrote: \(text)\n", status: .created)
    case (_, nil, 0), (_, "entries", 2):
      throw HTTPError(.methodNotAllowed, headerFields: [.allow: "GET"])
    case (_, "entries", 1):
      throw HTTPError(.methodNotAllowed, headerFields: [.allow: "GET, POST"])
    default:
      throw HTTPError(.notFound)
    }
  }
}
