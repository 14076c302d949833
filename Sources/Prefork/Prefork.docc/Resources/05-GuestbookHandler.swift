import Prefork

struct GuestbookHandler: RequestHandler {
  func respond(to request: Request) throws -> Response {
    let path = request.pathComponents
    switch (request.method, path.first, path.count) {
    case (.get, nil, 0):
      return .text("Read and write at /entries.\n")
    case (.post, "entries", 1):
      let text = try request.body.text(upTo: 1000)
      return .text("You wrote: \(text)\n", status: .created)
    default:
      return .text("There is nothing here.\n", status: .notFound)
    }
  }
}
