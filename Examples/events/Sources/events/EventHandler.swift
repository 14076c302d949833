import CoreMetrics
import HTTPTypes
import Prefork

/// The routes.
struct EventHandler: AsyncRequestHandler {
  let journal: Journal
  let heartbeat: Duration

  func respond(to request: AsyncRequest) async throws -> AsyncResponse {
    switch (request.method, request.path) {
    case (.get, "/"): return .html(page)
    case (.get, "/events"): return try subscribe(request)
    case (.post, "/messages"):
      try journal.append(String(decoding: try await request.body.collect(upTo: 4096), as: UTF8.self))
      return .status(.noContent)
    case (.get, "/slow"):
      // Waits, as for another service, and then divides: a bug, on purpose. n=0 traps.
      try await Task.sleep(for: .milliseconds(200))
      return .text("\(100 / (Int(request.query["n"] ?? "1") ?? 1))\n")
    case (_, "/"), (_, "/events"), (_, "/slow"):
      throw HTTPError(.methodNotAllowed, headerFields: [.allow: "GET"])
    case (_, "/messages"): throw HTTPError(.methodNotAllowed, headerFields: [.allow: "POST"])
    default: throw HTTPError(.notFound)
    }
  }

  private func subscribe(_ request: AsyncRequest) throws -> AsyncResponse {
    let position = try begin(of: request)
    return .stream(headerFields: [.contentType: "text/event-stream", .cacheControl: "no-store"]) { writer in
      Counter(label: "subscriptions.begun").increment()
      // Also when the client leaves: then the task is cancelled, and Task.sleep throws.
      defer { Counter(label: "subscriptions.ended").increment() }
      // The time that an EventSource waits before it comes back.
      try await writer.write("retry: 500\n\n")
      try await send(from: position, to: writer)
    }
  }

  /// Behind what the subscriber had last, or with the next message.
  private func begin(of request: AsyncRequest) throws -> Int64 {
    let end = try journal.end()
    // HTML Living Standard, section 9.2.4.
    guard let name = HTTPField.Name("Last-Event-ID"), let text = request.headerFields[name] else {
      return end
    }
    guard let position = Int64(text), (0...end).contains(position) else {
      throw HTTPError(.badRequest, "That is no Last-Event-ID of this service.")
    }
    return position
  }

  /// Never returns: the client's leaving ends it, or the worker's.
  private func send(from start: Int64, to writer: AsyncResponseWriter) async throws {
    var position = start
    var lastSign = ContinuousClock.now
    while true {
      let messages = try journal.messages(after: position)
      for message in messages {
        try await writer.write("id: \(message.id)\ndata: \(message.text)\n\n")
        position = message.id
      }
      if !messages.isEmpty {
        lastSign = .now
      } else if lastSign.duration(to: .now) >= heartbeat {
        // A comment: proxies and --request-timeout see that the stream lives, and the server sees that the client does.
        try await writer.write(": alive\n\n")
        lastSign = .now
      }
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}
