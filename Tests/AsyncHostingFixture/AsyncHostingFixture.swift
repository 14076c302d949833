import Foundation
import FoundationNetworking
import HTTPTypes
import Prefork

/// An async program as users of the library write them, with a path for everything that can go right or wrong.
@main
enum AsyncHostingFixture {
  static func main() throws {
    let counter = Counter()
    try Prefork.serveAsync { request in
      switch request.path {
      case "/greeting": return .text("Hello")
      case "/meet":
        // Answered when as many requests are here as the query says.
        await counter.meet(Int(request.query["n"] ?? "") ?? 1)
        return .text("\(request.id)")
      case "/echo":
        let length = request.body.length
        return .stream(length: length) { writer in
          for try await piece in request.body { try await writer.write(piece) }
        }
      case "/elsewhere":
        // A task apart runs on a thread of the runtime's, and not on the worker's.
        return .stream(length: request.body.length) { writer in
          try await Task.detached {
            for try await piece in request.body { try await writer.write(piece) }
            try await writer.flush()
          }.value
        }
      case "/keep":
        await counter.keep(request)
        return .text("kept")
      case "/abandon":
        // A task apart goes on to wait for content when the request is answered.
        Task {
          do { for try await _ in request.body {} } catch { await counter.cancel() }
        }
        await counter.meet(2)
        return .text("answered")
      case "/kept":
        return await Task.detached {
          let texts = await counter.kept.map {
            "\($0.method) \($0.path) \($0.headerFields[.userAgent] ?? "")"
          }
          return .text(texts.joined(separator: "\n"))
        }.value
      case "/limited": return .text("\(try await request.body.collect(upTo: 1000).count)")
      case "/error": throw HTTPError(.conflict, "taken")
      case "/secret": throw Secret()
      case "/trap": return .text("\([Int]()[request.path.count])")
      case "/broken":
        return .stream { writer in
          try await writer.write("begun")
          try await writer.flush()
          throw Secret()
        }
      case "/events":
        return .stream(headerFields: [.contentType: "text/event-stream"]) { writer in
          do {
            for number in 1... {
              try await writer.write("data: \(number)\n\n")
              try await Task.sleep(for: .milliseconds(5))
            }
          } catch {
            await counter.cancel()
            throw error
          }
        }
      case "/cancelled": return .text("\(await counter.cancelled)")
      case "/fetch":
        // A client with threads of its own, which asks this very worker.
        guard let url = URL(string: "http://127.0.0.1:\(request.query["port"] ?? "")/greeting") else {
          throw HTTPError(.badRequest)
        }
        let (data, _) = try await URLSession.shared.data(from: url)
        return .text("fetched \(String(decoding: data, as: UTF8.self))")
      case "/wait":
        do { try await Task.sleep(for: .seconds(3600)) } catch {
          await counter.cancel()
          throw error
        }
        return .status(.noContent)
      default: throw HTTPError(.notFound)
      }
    }
  }
}

struct Secret: Error {}

/// What the requests of one worker share.
actor Counter {
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private(set) var cancelled = 0
  private(set) var kept: [AsyncRequest] = []

  func keep(_ request: AsyncRequest) { kept.append(request) }

  /// Waits until `count` requests are here at once.
  func meet(_ count: Int) async {
    guard waiting.count + 1 < count else {
      waiting.forEach { $0.resume() }
      return waiting = []
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func cancel() { cancelled += 1 }
}
