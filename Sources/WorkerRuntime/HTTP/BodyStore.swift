import HTTPCore
import LinuxIO
import SystemPackage

/// A request's body while it comes in, for a worker that must not wait for it: a little in memory, more in a file.
final class BodyStore {
  private static let memoryLimit = 1 << 14

  /// What came last; all of a small body. What came before is in the file.
  private(set) var memory = ByteBuffer(maximumCapacity: 1 << 16)
  private(set) var file: ScratchFile?
  private var readOffset: UInt64 = 0
  private(set) var decoder: BodyDecoder
  let keepsContent: Bool
  /// Content received, in bytes.
  private(set) var count: UInt64 = 0
  /// When its time began.
  let start = MonotonicTime.coarse

  /// Without `keepsContent` the content is counted and thrown away: nobody will read it.
  init(framing: Framing, limits: RequestLimits, keepsContent: Bool = true) throws(RequestError) {
    self.keepsContent = keepsContent
    decoder = try BodyDecoder(framing: framing, limits: limits)
  }

  /// Goes on with a body that another worker began to receive.
  ///
  /// - Parameters:
  ///   - decoder: How far it has come.
  ///   - count: Content received, in bytes.
  ///   - file: Where the content is that came first, nil if all is in memory.
  ///   - keepsContent: Whether anybody will read it.
  init(decoder: BodyDecoder, count: UInt64, file: ScratchFile?, keepsContent: Bool) {
    self.keepsContent = keepsContent
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
    guard keepsContent else { return }
    do throws(SystemCallError) {
      // Chunks may be a byte each: they are gathered, or each would cost a call.
      if memory.readableCount + bytes.byteCount > Self.memoryLimit {
        if file == nil { file = try ScratchFile() }
        if let file { try Self.write(memory, to: file) }
        memory.reset()
        if bytes.byteCount > Self.memoryLimit { try file?.append(bytes) }
      }
    } catch {
      throw .systemCall(error)
    }
    guard bytes.byteCount <= Self.memoryLimit else { return }
    do throws(BufferFull) { try memory.append(bytes) } catch { throw .malformedField(.bufferFull) }
  }

  private static func write(_ buffer: borrowing ByteBuffer, to file: ScratchFile) throws(SystemCallError) {
    try file.append(buffer.readable)
  }

  /// Moves the next bytes into `buffer`, which is empty; leaves it so at the end.
  func read(into buffer: inout ByteBuffer) throws(ExchangeError) {
    guard let file, readOffset < UInt64(clamping: file.count) else {
      if !memory.isEmpty { swap(&buffer, &memory) }
      return
    }
    do throws(SystemCallError) {
      var room = buffer.writable(minimum: 1 << 14)
      let read = try file.file.read(1 << 14, at: readOffset, into: &room)
      guard read > 0 else { throw SystemCallError(call: "pread", errno: .noData) }
      buffer.commit(read)
      readOffset += UInt64(read)
    } catch {
      throw .systemCall(error)
    }
  }
}
