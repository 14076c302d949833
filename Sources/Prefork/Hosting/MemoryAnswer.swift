package import HTTPTypes
import LinuxIO
import Logging
import WorkerRuntime

/// An answer that is kept in memory, made as a worker would make it.
package struct MemoryAnswer {
  package var head: HTTPResponse
  package var body: [UInt8]
  /// Whether the connection would have ended in the middle of the content.
  package var isCutShort: Bool

  /// Calls a handler, and turns its response or its error into bytes.
  ///
  /// - Parameters:
  ///   - request: The request, made in memory.
  ///   - handler: The handler.
  package init(_ request: Request, _ handler: some RequestHandler) {
    let answer = Answer(request) { try handler.respond(to: request) }
    self.init(head: answer.response.head, body: [], isCutShort: false)
    guard hasContent(for: request.method) else { return }
    do {
      let sink = MemorySink()
      defer { body = sink.bytes }
      try Self.write(answer.response.body, to: sink)
    } catch {
      _ = Answer<ResponseBody>.cause(of: error, in: request)
      isCutShort = true
    }
  }

  init(head: HTTPResponse, body: [UInt8], isCutShort: Bool) {
    self.head = head
    self.body = body
    self.isCutShort = isCutShort
  }

  /// Whether the answer to such a request has content.
  func hasContent(for method: HTTPRequest.Method) -> Bool {
    method != .head && ![204, 304].contains(head.status.code)
  }

  /// What is at hand, as bytes.
  static func bytes(of whole: WholeContent) throws -> [UInt8] {
    let sink = MemorySink()
    try write(.whole(whole), to: sink)
    return sink.bytes
  }

  private static func write(_ body: ResponseBody, to sink: MemorySink) throws {
    switch body {
    case .whole(.empty): break
    case .whole(.bytes(let bytes)): try ResponseWriter(sink).write(bytes)
    case .whole(.file(let content)): try sink.write(content)
    case .stream(let length, let write):
      try write(ResponseWriter(sink))
      if let length, length != UInt64(sink.bytes.count) { throw BodyError(.lengthMismatch) }
    }
  }
}

/// Keeps what is written.
private final class MemorySink: ResponseSink {
  private(set) var bytes: [UInt8] = []

  func write(_ more: borrowing RawSpan) {
    // The array copies the bytes while the span lends them.
    unsafe more.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }

  func write(_ content: FileContent) throws {
    var room = [UInt8](repeating: 0, count: Int(content.size))
    var span = room.mutableSpan
    // An array of bytes has no padding.
    var raw = unsafe span.mutableBytes
    let count = try content.file.read(Int(content.size), at: 0, into: &raw)
    bytes += room[..<count]
  }

  func flush() {}
}
