import HTTPCore
import LinuxIO

/// A request's body while it comes in, for a worker that must not wait for it: a little in memory, more in a file.
final class BodyStore {
  private static let memoryLimit = 1 << 16

  private(set) var memory = ByteBuffer(maximumCapacity: memoryLimit)
  private(set) var file: ScratchFile?
  private var readOffset: Int64 = 0
  private(set) var decoder: BodyDecoder
  /// Content received, in bytes.
  private(set) var count: UInt64 = 0
  /// When its time began.
  let start = MonotonicTime.coarse

  init(framing: Framing, limits: RequestLimits) throws(RequestError) {
    decoder = try BodyDecoder(framing: framing, limits: limits)
  }

  /// Goes on with a body that another worker began to receive.
  ///
  /// - Parameters:
  ///   - decoder: How far it has come.
  ///   - count: Content received, in bytes.
  ///   - file: Where the content is, nil if it is in memory.
  init(decoder: BodyDecoder, count: UInt64, file: ScratchFile?) {
    self.decoder = decoder
    self.count = count
    self.file = file
  }

  /// Takes content back that another worker kept in memory.
  func restore(_ bytes: borrowing RawSpan) throws(BufferFull) { try memory.append(bytes) }

  var isComplete: Bool { decoder.isComplete }

  /// Takes what belongs to the body from the bytes of `input` from `start` on.
  ///
  /// - Returns: How many bytes are done with.
  func take(from input: borrowing ByteBuffer, at start: Int) throws(ExchangeError) -> Int {
    var consumed = start
    while consumed < input.readableCount, !decoder.isComplete {
      let step: BodyStep
      do throws(RequestError) {
        step = try decoder.decode(input.readable.extracting(consumed...))
      } catch {
        throw .refused(error)
      }
      try keep(input.readable.extracting(consumed...).extracting(step.payload))
      consumed += step.consumed
    }
    return consumed - start
  }

  private func keep(_ bytes: borrowing RawSpan) throws(ExchangeError) {
    guard !bytes.isEmpty else { return }
    count += UInt64(bytes.byteCount)
    if file == nil, memory.readableCount + bytes.byteCount <= Self.memoryLimit {
      do throws(BufferFull) { return try memory.append(bytes) } catch { throw .malformedField(.bufferFull) }
    }
    do throws(SystemCallError) {
      if file == nil { file = try ScratchFile() }
      try file?.append(bytes)
    } catch {
      throw .systemCall(error)
    }
  }

  /// Moves the next bytes into `buffer`, which is empty; leaves it so at the end.
  func read(into buffer: inout ByteBuffer) throws(ExchangeError) {
    if !memory.isEmpty {
      swap(&buffer, &memory)
      return
    }
    guard let file else { return }
    do throws(SystemCallError) {
      var room = buffer.writable(minimum: 1 << 14)
      // The region is the buffer's own free memory.
      let read = try unsafe room.withUnsafeMutableBytes { region throws(SystemCallError) in
        try unsafe file.read(into: region, at: readOffset)
      }
      buffer.commit(read)
      readOffset += Int64(read)
    } catch {
      throw .systemCall(error)
    }
  }
}
