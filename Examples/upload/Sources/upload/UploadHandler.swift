import Prefork
import SystemPackage

/// The routes.
struct UploadHandler: RequestHandler {
  let store: Store

  func respond(to request: Request) throws -> Response {
    let path = request.pathComponents
    switch (request.method, path.first, path.count) {
    case (.get, nil, 0), (.head, nil, 0): return .html(page)
    case (.put, "files", 2): return try receive(try name(path[1]), request)
    case (.get, "files", 2), (.head, "files", 2): return try .file(store.path(of: try name(path[1])).string)
    case (.get, "progress", 2): return .json(try progress(try name(path[1])).json.utf8)
    case (.get, "percent", 2):
      let progress = try progress(try name(path[1]))
      // A bug, on purpose: an empty file divides by zero, which traps.
      return .text("\(progress.received * 100 / (progress.total ?? .max))\n")
    case (_, nil, 0), (_, "progress", 2), (_, "percent", 2):
      throw HTTPError(.methodNotAllowed, headerFields: [.allow: "GET"])
    case (_, "files", 2): throw HTTPError(.methodNotAllowed, headerFields: [.allow: "GET, HEAD, PUT"])
    default: throw HTTPError(.notFound)
    }
  }

  /// What is longer than `--max-body` is answered with 413, at once if the client announces it.
  private func receive(_ name: FilePath.Component, _ request: Request) throws -> Response {
    let body = request.body
    guard let count = try store.receive(name, length: body.length, body.read) else {
      throw HTTPError(.conflict, "Somebody else is sending a file of that name.")
    }
    request.logger.info("received a file", metadata: ["name": "\(name)", "bytes": "\(count)"])
    return .json(Progress(received: count, total: count, isComplete: true).json.utf8, status: .created)
  }

  private func progress(_ name: FilePath.Component) throws -> Progress {
    guard let progress = try store.progress(of: name) else { throw HTTPError(.notFound) }
    return progress
  }

  /// A client's text becomes part of a path: letters, digits and some signs, and no dot in the beginning.
  private func name(_ text: String) throws -> FilePath.Component {
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".": true
      default: false
      }
    }
    guard isPlain, !text.hasPrefix("."), text.utf8.count <= 100, let name = FilePath.Component(text) else {
      throw HTTPError(.badRequest, "A name has letters, digits, hyphens, dots and underscores, at most 100.")
    }
    return name
  }
}
