import HTTPCore
import LinuxIO

/// Puts connections into a ``HandoverQueue``. Runs in a signal handler: its memory is there before, and it reads the
/// connections without changing them.
@safe final class HandoverSender {
  private let queue: HandoverQueue
  private var count = 0
  /// Connections that are in the queue now, and those that could not be put there.
  private(set) var handedOver = 0
  private(set) var lost = 0

  init(_ queue: HandoverQueue) { self.queue = queue }

  private var message: UnsafeMutableRawBufferPointer { unsafe queue.room.message }
  private var descriptors: UnsafeMutableBufferPointer<Int32> { unsafe queue.room.descriptors }

  /// Puts one more connection in, or keeps it for the next batch.
  func add(_ connection: Connection) {
    let isPlain = connection.workspace == nil && connection.store == nil && connection.outbox == nil
    guard isPlain else { return sendWhole(connection) }
    put(HandoverRecord(connection), connection.socket.number)
    if count == HandoverHead.mostConnections { flush() }
  }

  /// Sends the connections that are kept.
  func flush() {
    guard count > 0 else { return }
    unsafe deliver(count, descriptors: count)
    count = 0
  }

  /// Sends a connection with its request, which another worker is to answer.
  ///
  /// - Parameters:
  ///   - connection: Where the request came from.
  ///   - input: The request, and what follows it.
  ///   - output: What waits to be sent.
  ///   - outputCount: Bytes of that which answer earlier requests.
  /// - Returns: Whether it is in the queue.
  func retry(
    _ connection: Connection, input: borrowing ByteBuffer, output: borrowing ByteBuffer, outputCount: Int
  ) -> Bool {
    flush()
    var record = HandoverRecord(connection)
    record.flags.insert(.isRetried)
    record.flags.remove(.isEnding)
    record.requestCount -= 1
    record.inputCount = input.readableCount
    record.outputCount = outputCount
    let before = handedOver
    unsafe input.readable.withUnsafeBytes { input in
      unsafe output.readable.extracting(..<outputCount).withUnsafeBytes { output in
        unsafe send(&record, connection.socket.number, input, output, Self.none, scratch: nil)
      }
    }
    return handedOver > before
  }

  private func sendWhole(_ connection: Connection) {
    flush()
    var record = HandoverRecord(connection)
    if let workspace = connection.workspace { record.inputCount = workspace.input.readableCount }
    if let outbox = connection.outbox {
      record.outputCount = outbox.bytes.readableCount
      for (ahead, region) in outbox.unsentParts {
        guard record.partCount < HandoverRecord.mostParts else { return lost += 1 }
        record.parts[record.partCount] = .init(ahead: ahead, offset: region.offset, end: region.end)
        record.partCount += 1
        unsafe descriptors[record.partCount] = region.file.number
      }
    }
    if let store = connection.store {
      record.decoder = store.decoder
      record.bodyCount = store.count
      if store.keepsContent { record.flags.insert(.keepsBody) }
      record.bodyInFile = store.file?.count ?? 0
      record.bodyInMemory = store.memory.readableCount
    }
    let scratch = connection.store?.file?.file.number
    unsafe Self.bytes(connection.workspace) { input in
      unsafe Self.bytes(connection.outbox) { output in
        unsafe Self.bytes(connection.store) { body in
          unsafe send(&record, connection.socket.number, input, output, body, scratch: scratch)
        }
      }
    }
  }

  private func send(
    _ record: inout HandoverRecord, _ socket: Int32, _ input: UnsafeRawBufferPointer,
    _ output: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer, scratch: Int32?
  ) {
    var numbers = 1 + record.partCount
    if let scratch {
      record.flags.insert(.hasScratchFile)
      unsafe descriptors[numbers] = scratch
      numbers += 1
    }
    let isInline = record.byteCount <= HandoverHead.mostInlineBytes
    if !isInline {
      record.flags.insert(.hasPayloadFile)
      unsafe descriptors[numbers] = LastWords.file(input, output, body)
      guard unsafe descriptors[numbers] >= 0 else { return lost += 1 }
      numbers += 1
    }
    put(record, socket)
    if isInline {
      unsafe deliver(1, descriptors: numbers, input, output, body)
    } else {
      unsafe deliver(1, descriptors: numbers)
    }
    count = 0
  }

  private func put(_ record: HandoverRecord, _ socket: Int32) {
    // Within both buffers: whoever fills them empties them first.
    let offset = HandoverHead.recordsOffset + count * MemoryLayout<HandoverRecord>.stride
    unsafe message.storeBytes(of: record, toByteOffset: offset, as: HandoverRecord.self)
    unsafe descriptors[count] = socket
    count += 1
  }

  private func deliver(
    _ records: Int, descriptors number: Int, _ input: UnsafeRawBufferPointer = unsafe none,
    _ output: UnsafeRawBufferPointer = unsafe none, _ body: UnsafeRawBufferPointer = unsafe none
  ) {
    unsafe message.storeBytes(of: HandoverHead(count: UInt32(records)), as: HandoverHead.self)
    let size = HandoverHead.recordsOffset + records * MemoryLayout<HandoverRecord>.stride
    let head = unsafe UnsafeRawBufferPointer(rebasing: message[..<size])
    let numbers = unsafe UnsafeBufferPointer(rebasing: descriptors[..<number])
    // A full queue empties as siblings take from it; one that does not for a second has no siblings left.
    for _ in 0..<10 {
      switch unsafe queue.ends.sender.send(head, input, output, body, with: numbers) {
      case .sent: return handedOver += records
      case .failed: return lost += records
      case .full: queue.ends.sender.awaitRoom(milliseconds: 100)
      }
    }
    lost += records
  }

  @unsafe private static var none: UnsafeRawBufferPointer { unsafe .init(start: nil, count: 0) }

  @unsafe private static func bytes(_ workspace: Workspace?, _ body: (UnsafeRawBufferPointer) -> Void) {
    guard let workspace else { return unsafe body(none) }
    unsafe workspace.input.readable.withUnsafeBytes(body)
  }

  @unsafe private static func bytes(_ outbox: Outbox?, _ body: (UnsafeRawBufferPointer) -> Void) {
    guard let outbox else { return unsafe body(none) }
    unsafe outbox.bytes.readable.withUnsafeBytes(body)
  }

  @unsafe private static func bytes(_ store: BodyStore?, _ body: (UnsafeRawBufferPointer) -> Void) {
    guard let store else { return unsafe body(none) }
    unsafe store.memory.readable.withUnsafeBytes(body)
  }
}
