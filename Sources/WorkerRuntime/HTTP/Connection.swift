import HTTPCore
import LinuxIO
import SystemPackage

/// One client's connection: bytes in, a parsed head; a response, bytes out. It never waits, but says when it must.
struct Connection: ~Copyable {
  /// Whether a step is done or the socket has to become ready first.
  enum Progress { case done, wouldBlock }

  let socket: StreamSocket
  private var input: ByteBuffer
  private var output = ByteBuffer(maximumCapacity: .max)
  private var parser: RequestParser
  private var headLength = 0
  private var file: PendingFile?
  /// Whether the client may have sent bytes that nobody will read.
  private(set) var hasUnreadInput = false

  private struct PendingFile: ~Copyable {
    let descriptor: Descriptor
    var offset: UInt64
    let end: UInt64
  }

  init(_ socket: consuming StreamSocket, limits: RequestLimits) {
    self.socket = socket
    input = ByteBuffer(maximumCapacity: limits.largestHead + 4096)
    parser = RequestParser(limits: limits)
  }

  /// Reads until the head of a request is complete.
  ///
  /// - Throws: Why there will be no request, or why it is refused; see ``refuse(_:reason:date:)`` for the latter.
  mutating func receiveHead() throws(ConnectionEnd) -> Result<Progress, RequestError> {
    while true {
      do throws(RequestError) {
        if let length = try Self.parse(&parser, input) {
          headLength = length
          hasUnreadInput = input.readableCount > length || parser.head.framing != .none
          return .success(.done)
        }
      } catch {
        hasUnreadInput = true
        return .failure(error)
      }
      guard try fill() == .done else { return .success(.wouldBlock) }
    }
  }

  /// Puts a handler's answer to the request in hand into the output.
  mutating func respond(with handler: any RequestHandler, date: HTTPDate.Text) {
    let response = handler.respond(to: parser.head, in: input.readable.extracting(0..<headLength))
    put(response, includesContent: parser.head.method != .head, date: date)
  }

  /// Puts the answer to a request that cannot be served into the output.
  mutating func refuse(_ status: Status, reason: String, date: HTTPDate.Text) {
    put(.text(status, "\(status.code) \(status.reasonPhrase): \(reason)"), includesContent: true, date: date)
  }

  /// Sends what is in the output, then what is left of the file.
  mutating func flush() throws(ConnectionEnd) -> Progress {
    while !output.isEmpty {
      guard let sent = try sendOutput() else { return .wouldBlock }
      output.consume(sent)
    }
    while file != nil {
      guard try sendFile() == .done else { return .wouldBlock }
    }
    return .done
  }

  /// Reads and throws away what has arrived.
  ///
  /// - Returns: The bytes read, 0 at the end of the client's stream, nil when none are there now.
  mutating func discardInput() throws(ConnectionEnd) -> Int? {
    input.reset()
    switch try receive() {
    case .bytes(let count): return count
    case .end: return 0
    case .wouldBlock: return nil
    }
  }
}

extension Connection {
  /// Static, so that the two parts of the connection are seen as two.
  private static func parse(
    _ parser: inout RequestParser, _ input: borrowing ByteBuffer
  ) throws(RequestError) -> Int? {
    try parser.parse(input.readable)
  }

  private mutating func fill() throws(ConnectionEnd) -> Progress {
    switch try receive() {
    case .bytes: return .done
    case .wouldBlock: return .wouldBlock
    case .end: throw .clientGone
    }
  }

  private mutating func receive() throws(ConnectionEnd) -> StreamSocket.Received {
    var received = StreamSocket.Received.wouldBlock
    do throws(SystemCallError) {
      // The region is the buffer's own free memory, valid for the length of the call.
      _ = try unsafe input.withWritable(minimum: 2048) { region throws(SystemCallError) in
        received = try unsafe socket.receive(into: region)
        return if case .bytes(let count) = received { count } else { 0 }
      }
    } catch {
      throw Self.end(error)
    }
    return received
  }

  private mutating func put(_ response: consuming Response, includesContent: Bool, date: HTTPDate.Text) {
    let count = response.body.count
    do throws(ResponseError) {
      let head = ResponseHead(status: response.status, framing: .length(count), persistence: .close)
      try head.write(into: &output, date: date, server: RawSpan())
      for (name, value) in response.fields {
        // Every byte of a string is initialised; the span ends with the call.
        try unsafe output.appendField(name, value.utf8.span.bytes)
      }
      try output.endHead()
    } catch {
      // A handler's field with a control character must not reach the client, nor may half a head.
      output.reset()
      putInternalServerError(date: date)
      return
    }
    guard includesContent else { return }
    switch consume response.body {
    case .none: break
    // The buffer has no maximum that an array could exceed; every byte of an array is initialised.
    case .bytes(let bytes): try? unsafe output.append(bytes.span.bytes)
    case .file(let descriptor, let count):
      if count > 0 { file = PendingFile(descriptor: descriptor, offset: 0, end: count) }
    }
  }

  private mutating func putInternalServerError(date: HTTPDate.Text) {
    let head = ResponseHead(status: .internalServerError, framing: .length(0), persistence: .close)
    try? head.write(into: &output, date: date, server: RawSpan())
    try? output.endHead()
  }

  private func sendOutput() throws(ConnectionEnd) -> Int? {
    do throws(SystemCallError) {
      // The span borrows the buffer, which nothing changes during the call.
      return try unsafe output.readable.withUnsafeBytes { bytes throws(SystemCallError) in
        try unsafe socket.send(bytes, more: file != nil)
      }
    } catch {
      throw Self.end(error)
    }
  }

  private mutating func sendFile() throws(ConnectionEnd) -> Progress {
    guard var pending = file.take() else { return .done }
    do throws(SystemCallError) {
      let rest = Int(clamping: pending.end - pending.offset)
      guard let sent = try socket.send(file: pending.descriptor, at: Int64(pending.offset), count: rest)
      else {
        file = consume pending
        return .wouldBlock
      }
      guard sent > 0 else { throw SystemCallError(call: "sendfile", errno: .noData) }
      pending.offset += UInt64(sent)
      if pending.offset < pending.end { file = consume pending }
      return .done
    } catch {
      throw error.errno == .noData ? .fileTruncated : Self.end(error)
    }
  }

  private static func end(_ error: SystemCallError) -> ConnectionEnd {
    switch error.errno {
    case .brokenPipe, .connectionReset, .connectionAbort, .timedOut: .clientGone
    default: .systemCall(error)
    }
  }
}
