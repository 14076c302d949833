import CoreMetrics
import Glibc
import HTTPTypes
import Logging
import Prefork

/// Has a path for each thing that a handler can do.
final class FixtureHandler: RequestHandler {
  private let greeting: String
  private let worker: Worker
  private let parent: pid_t
  private(set) var count = 0
  private var kept: Request?
  private var keptBody: RequestBody?
  private var keptWriter: ResponseWriter?

  init(greeting: String, worker: Worker, parent: pid_t) {
    self.greeting = greeting
    self.worker = worker
    self.parent = parent
  }

  func respond(to request: Request) throws -> Response {
    count += 1
    switch request.path {
    case "/greeting": return .text(greeting)
    case "/worker": return .text("\(worker.number) \(worker.pid) \(worker.generation) \(getpid() != parent)")
    case "/head": return .text(describe(request))
    case "/echo": return try echo(request)
    case "/sizes": return try countContent(request)
    case "/limited": return .text("\(try request.body.collect(upTo: 1000).count)")
    case "/error": throw HTTPError(.unprocessableContent, "no", headerFields: [.retryAfter: "9"])
    case "/secret": throw Fault(hook: "the secret")
    case "/trap": return .text("\([Int]()[count])")
    case "/stream": return .stream { writer in for line in 1...1000 { try writer.write("line \(line)\n") } }
    case "/broken":
      return .stream { writer in
        try writer.write("begun")
        try writer.flush()
        throw Fault(hook: "the stream")
      }
    case "/large": return .stream(length: 100_000_000) { try Self.writeMuch(100_000_000, to: $0) }
    case "/file": return try .file(request.query["path"] ?? "")
    case "/close": return Response(headerFields: [.connection: "close"], body: .bytes(Array("bye".utf8)))
    case "/managed":
      return Response(
        headerFields: [.contentLength: "5", .date: "today", .server: "mine", .transferEncoding: "chunked"],
        body: .bytes(Array("content".utf8)))
    case "/none": return Response(.noContent, body: .bytes([1, 2, 3]))
    case "/log":
      request.logger.notice("logged by a handler")
      return .text(request.id)
    case "/keep-body":
      defer { keptBody = request.body }
      return .text(try keptBody.map { "read \(try $0.read()?.count ?? 0)" } ?? "nothing")
    case "/keep-writer":
      let kept = keptWriter
      return .stream { [self] writer in
        keptWriter = writer
        try writer.write("mine")
        try kept?.write("another's")
      }
    case "/keep":
      defer { kept = request }
      return .text(kept.map { "\($0.path) \($0.query["n"] ?? "-")" } ?? "nothing")
    case "/measure": return try measure(request)
    default: throw HTTPError(.notFound)
    }
  }

  /// Makes each kind of metric anew, as a handler that knows its labels only from the request does.
  private func measure(_ request: Request) throws -> Response {
    let kind = request.query["kind"] ?? "none"
    Counter(label: "orders", dimensions: [("kind", kind)]).increment()
    FloatingPointCounter(label: "weight.kg").increment(by: 0.5)
    Timer(label: "db.query").recordNanoseconds(20_000)
    Recorder(label: "basket-size").record(3)
    Gauge(label: "last_worker").record(worker.number)
    Meter(label: "open_baskets", dimensions: []).increment()
    if let series = request.query["series"].flatMap({ Int($0) }) {
      for number in 0..<series { Counter(label: "many", dimensions: [("number", "\(number)")]).increment() }
    }
    return .text("\(worker.pid)")
  }

  private func describe(_ request: Request) -> String {
    let fields = request.headerFields.map { "\($0.name.rawName)=\($0.value)" }.joined(separator: "&")
    return "\(request.method) \(request.head.authority ?? "-") \(request.head.path ?? "-") \(fields) "
      + "\(request.client?.host ?? "-")"
  }

  private func echo(_ request: Request) throws -> Response {
    .stream(length: request.body.length) { writer in
      while let piece = try request.body.read() { try writer.write(piece) }
    }
  }

  private func countContent(_ request: Request) throws -> Response {
    var total = 0
    while let piece = try request.body.read() { total += piece.count }
    return .text("\(total)")
  }

  private static func writeMuch(_ count: Int, to writer: ResponseWriter) throws {
    let block = [UInt8](repeating: 0x61, count: 100_000)
    for _ in 0..<(count / block.count) { try writer.write(block) }
  }
}
