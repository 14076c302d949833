import WorkerRuntime

extension MemoryAnswer {
  /// Calls an async handler, and turns its response or its error into bytes.
  ///
  /// - Parameters:
  ///   - request: The request, made in memory.
  ///   - handler: The handler.
  package init(_ request: AsyncRequest, _ handler: some AsyncRequestHandler) async {
    let answer: Answer<AsyncResponseBody>
    do { answer = Answer(try await handler.respond(to: request), to: request) } catch {
      answer = Answer(error, to: request)
    }
    self.init(head: answer.response.head, body: [], isCutShort: false)
    guard hasContent(for: request.method) else { return }
    let sink = AsyncMemorySink()
    do {
      switch answer.response.body {
      case .whole(let whole): body = try Self.bytes(of: whole)
      case .stream(let length, let write):
        try await write(AsyncResponseWriter(sink))
        body = await sink.bytes
        if let length, length != UInt64(body.count) { throw BodyError(.lengthMismatch) }
      }
    } catch {
      if body.isEmpty { body = await sink.bytes }
      _ = Answer<AsyncResponseBody>.cause(of: error, in: request)
      isCutShort = true
    }
  }
}

/// Keeps what is written.
private actor AsyncMemorySink: AsyncResponseSink {
  private(set) var bytes: [UInt8] = []

  func write(_ more: [UInt8]) { bytes += more }
  func flush() {}
}
