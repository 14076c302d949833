import Prefork

struct GuestbookHandler: RequestHandler {
  func respond(to request: Request) throws -> Response {
    let path = request.pathComponents
    switch (request.method, path.first, path.count) {
    case (.get, nil, 0):
      return .text("Read and write at /entries.\n")
    case (.post, "entries", 1):
      let text = try request.body.text(upTo: 1000)
      guard !text.isEmpty else { throw HTTPError(.badRequest, "An entry has at least one letter.") }
      return .text("You wrote: \(text)\n", status: .created)
    case (_, nil, 0):
      throw HTTPError(.methodNotAllowed, headerFields: [.allow: "GET"])
    case (_, "entries", 1):
      throw HTTPError(.methodNotAllowed, headerFields: [.allow: "POST"])
    default:
      throw HTTPError(.notFound)
    }
  }
}
