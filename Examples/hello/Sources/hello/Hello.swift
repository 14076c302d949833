import Prefork

/// Says hello as often as `?times=` wants.
struct Hello: RequestHandler {
  func respond(to request: Request) throws -> Response {
    guard request.path == "/" else { throw HTTPError(.notFound) }
    guard let times = Int(request.query["times"] ?? "1") else { throw HTTPError(.badRequest) }
    // A bug, on purpose: a negative number traps. Its client gets 500, and everybody else an answer.
    return .text(String(repeating: "Hello\n", count: times))
  }
}
