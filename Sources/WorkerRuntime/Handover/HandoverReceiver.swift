import HTTPCore
import IPCProtocol
import LinuxIO
import SystemPackage

/// Takes connections out of a ``HandoverQueue`` and makes them this worker's.
@safe final class HandoverReceiver {
  private let queue: HandoverQueue

  init(_ queue: HandoverQueue) { self.queue = queue }

  var number: Int32 { queue.ends.receiver.number }

  var hasMessage: Bool { queue.ends.receiver.hasMessage }

  /// Takes one message, which may hold many connections.
  ///
  /// - Parameter engine: Makes the connections.
  /// - Returns: The connections; none when a sibling was faster or the message makes no sense.
  /// - Throws: EMFILE when no descriptor is left.
  func receive(for engine: HTTPEngine) throws(SystemCallError) -> [Connection] {
    let room = UnsafeMutableRawBufferPointer.allocate(
      byteCount: HandoverHead.largestMessage, alignment: 16)
    // Only what recvmsg(2) has filled is read below.
    defer { unsafe room.deallocate() }
    guard let message = try unsafe queue.ends.receiver.receive(into: room) else { return [] }
    var descriptors = DescriptorCursor(message.descriptors)
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: room[..<message.byteCount])
    guard message.byteCount >= HandoverHead.recordsOffset else { return [] }
    let head = unsafe bytes.loadUnaligned(as: HandoverHead.self)
    let stride = MemoryLayout<HandoverRecord>.stride
    let payload = HandoverHead.recordsOffset + Int(head.count) * stride
    guard head.version == HandoverHead.currentVersion, payload <= message.byteCount else { return [] }
    var connections: [Connection] = []
    for index in 0..<Int(head.count) {
      // Within the message by the guard above; written by a fork of this very program.
      let record = unsafe bytes.loadUnaligned(
        fromByteOffset: HandoverHead.recordsOffset + index * stride, as: HandoverRecord.self)
      let inline = unsafe UnsafeRawBufferPointer(rebasing: bytes[payload...])
      if let connection = unsafe restore(record, &descriptors, inline, engine) {
        connections.append(connection)
      }
    }
    return connections
  }

  private func restore(
    _ record: HandoverRecord, _ descriptors: inout DescriptorCursor, _ inline: UnsafeRawBufferPointer,
    _ engine: HTTPEngine
  ) -> Connection? {
    guard let socket = descriptors.next() else { return nil }
    let connection = engine.adopt(StreamSocket(owning: socket), record)
    if record.partCount > 0 {
      let outbox = Outbox()
      for index in 0..<min(record.partCount, HandoverRecord.mostParts) {
        guard let file = descriptors.next() else { return nil }
        let part = record.parts[index]
        outbox.append(
          FileRegion(OpenFile(owning: file), offset: part.offset, end: part.end), behind: part.ahead)
      }
      connection.outbox = outbox
    }
    let scratch = record.flags.contains(.hasScratchFile) ? descriptors.next() : nil
    let payloadFile = record.flags.contains(.hasPayloadFile) ? descriptors.next() : nil
    if let decoder = record.decoder {
      var scratchFile: ScratchFile?
      if let scratch {
        scratchFile = ScratchFile(owning: scratch, count: record.bodyInFile)
      }
      connection.store = BodyStore(
        decoder: decoder, count: record.bodyCount, file: scratchFile,
        keepsContent: record.flags.contains(.keepsBody))
    }
    guard record.byteCount > 0 else { return connection }
    if let payloadFile {
      var content = ByteBuffer(maximumCapacity: record.byteCount)
      guard Self.read(record.byteCount, from: payloadFile, into: &content) else { return nil }
      return fill(connection, record, content.readable, engine) ? connection : nil
    }
    guard inline.count == record.byteCount else { return nil }
    return fill(connection, record, unsafe inline.bytes, engine) ? connection : nil
  }

  private static func read(
    _ count: Int, from descriptor: consuming Descriptor, into buffer: inout ByteBuffer
  ) -> Bool {
    let file = OpenFile(owning: descriptor)
    var room = buffer.writable(minimum: count)
    guard let filled = try? file.read(count, at: 0, into: &room) else { return false }
    buffer.commit(filled)
    return filled == count
  }

  /// Gives a connection the bytes that came with it.
  private func fill(
    _ connection: Connection, _ record: HandoverRecord, _ payload: borrowing RawSpan, _ engine: HTTPEngine
  ) -> Bool {
    let outputEnd = record.inputCount + record.outputCount
    do throws(BufferFull) {
      if record.inputCount > 0 {
        let workspace = Workspace(limits: engine.settings.limits)
        try workspace.input.append(payload.extracting(0..<record.inputCount))
        connection.workspace = workspace
      }
      if record.outputCount > 0 {
        let outbox = connection.outbox ?? Outbox()
        try outbox.bytes.append(payload.extracting(record.inputCount..<outputEnd))
        connection.outbox = outbox
      }
      if record.bodyInMemory > 0 { try connection.store?.restore(payload.extracting(outputEnd...)) }
      return true
    } catch {
      return false
    }
  }
}

/// Descriptors that came with a message, handed out one by one; those that nobody wants are closed.
private struct DescriptorCursor: ~Copyable {
  private let numbers: [Int32]
  private var position = 0

  init(_ numbers: [Int32]) { self.numbers = numbers }

  deinit { DescriptorTable.close(Array(numbers[position...])) }

  mutating func next() -> Descriptor? {
    guard position < numbers.count else { return nil }
    position += 1
    return Descriptor(owning: numbers[position - 1])
  }
}
