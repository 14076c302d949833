import HTTPCore
import LinuxIO
import SystemPackage

/// What is to be sent: bytes, and parts of files between them. A connection has one only while its client does not
/// take what it is sent.
///
/// All bytes stand in one buffer. A part of a file remembers how many of them come ahead of it, so that the usual
/// response, a head and a small body, is one buffer and one send(2).
///
/// Not checked for exclusive access while the program runs, as ``Exchange``: no access to it calls code of others.
final class Outbox {
  private struct Part {
    /// Bytes ahead of it, counted as ``sentBytes`` is.
    let position: Int
    var region: FileRegion
  }

  /// Bytes to be sent, ahead of the first part, between the parts and behind the last.
  @safe @exclusivity(unchecked) var bytes = ByteBuffer(maximumCapacity: .max)
  // Those before `next` are sent. The array keeps its memory from one response to the next.
  @safe @exclusivity(unchecked) private var parts: [Part] = []
  @safe @exclusivity(unchecked) private var next = 0
  /// Bytes sent from the buffer since the outbox was last empty.
  @safe @exclusivity(unchecked) private var sentBytes = 0
  @safe @exclusivity(unchecked) private var scratch: ScratchFile?

  /// Bytes sent so far, those of files included.
  @safe @exclusivity(unchecked) private(set) var sentCount: UInt64 = 0
  /// Responses that are not yet sent and have a line in the access log, oldest first, and the beginnings of their lines.
  @safe @exclusivity(unchecked) var responses: [UnsentResponse] = []
  @safe @exclusivity(unchecked) var lines = ByteBuffer(maximumCapacity: .max)

  /// Changes what it holds for what `other` holds; see ``Workspace/swapContents(with:)``.
  func swapContents(with other: Outbox) {
    swap(&bytes, &other.bytes)
    swap(&parts, &other.parts)
    swap(&next, &other.next)
    swap(&sentBytes, &other.sentBytes)
    swap(&scratch, &other.scratch)
    swap(&sentCount, &other.sentCount)
    swap(&responses, &other.responses)
    swap(&lines, &other.lines)
  }

  var hasParts: Bool { next < parts.count }

  var isEmpty: Bool { bytes.readableCount == 0 && !hasParts }

  /// Where the next byte would stand among all that were and will be sent.
  var position: UInt64 {
    var position = sentCount + UInt64(clamping: bytes.readableCount)
    for index in next..<parts.count { position += parts[index].region.end - parts[index].region.offset }
    return position
  }

  /// The parts of files that are still to be sent, each with the number of bytes that go ahead of it.
  var unsentParts: some Collection<(ahead: Int, region: FileRegion)> {
    parts[next...].lazy.map { (max(0, $0.position - self.sentBytes), $0.region) }
  }

  /// Adds a part of a file behind the first `count` bytes that wait.
  func append(_ region: FileRegion, behind count: Int) {
    parts.append(Part(position: sentBytes + count, region: region))
  }

  /// Adds a part of a file behind all that waits.
  func append(_ region: FileRegion) {
    append(region, behind: bytes.readableCount)
  }

  /// Drops what is not sent yet.
  func discard() {
    bytes.reset()
    forgetParts()
  }

  /// Gives back memory beyond what the usual response takes.
  func shrink() {
    bytes.shrink(to: Exchange.highWater)
  }

  /// Sends as much as the socket takes.
  ///
  /// - Parameters:
  ///   - socket: Where to.
  ///   - score: Where the bytes are counted.
  ///   - share: Bytes after which it is the others' turn, though the client would take more: one that reads as fast as
  ///     it is sent to would else have the worker for itself (as nginx's sendfile_max_chunk).
  ///   - closes: Whether the caller ends this direction of the connection at once when everything is sent, with shutdown(2).
  ///     Then the last bytes wait for that in the kernel (MSG_MORE), and leave in one segment with the end of the stream:
  ///     half as much for both sides' kernels to do, and the client is woken once.
  /// - Returns: Whether everything is sent.
  /// - Throws: ``ExchangeError/clientGone``, ``ExchangeError/fileTruncated``.
  func flush(
    to socket: borrowing StreamSocket, _ score: ScoreKeeper, atMost share: Int = .max,
    closes: Bool = false
  ) throws(ExchangeError) -> Bool {
    var rest = share
    do throws(SystemCallError) {
      while !isEmpty {
        guard rest > 0, let sent = try sendNext(to: socket, atMost: rest, closes: closes) else {
          return false
        }
        rest -= sent
        score.sent(sent)
        sentCount += UInt64(clamping: sent)
      }
    } catch {
      throw error.errno == .noData ? .fileTruncated : ExchangeError(error)
    }
    forgetParts()
    return true
  }

  /// Sends from what comes first; nil when the socket takes nothing now.
  private func sendNext(
    to socket: borrowing StreamSocket, atMost share: Int, closes: Bool
  ) throws(SystemCallError) -> Int? {
    let ahead = hasParts ? parts[next].position - sentBytes : bytes.readableCount
    if ahead > 0 {
      // No share here: the bytes are in memory already, and the head belongs into one packet with what follows.
      guard let sent = try Self.send(bytes, ahead, to: socket, more: hasParts || closes) else { return nil }
      bytes.consume(sent)
      sentBytes += sent
      return sent
    }
    let region = parts[next].region
    let count = min(Int(clamping: region.end - region.offset), share)
    guard count > 0 else {
      next += 1
      return 0
    }
    let sent = try socket.send(file: region.file, at: Int64(clamping: region.offset), count: count)
    guard let sent else { return nil }
    guard sent > 0 else { throw SystemCallError(call: "sendfile", errno: .noData) }
    parts[next].region.offset += UInt64(sent)
    if parts[next].region.offset == region.end { next += 1 }
    return sent
  }

  private func forgetParts() {
    sentBytes = 0
    // What is in a scratch file is a part, too.
    guard !parts.isEmpty else { return }
    parts.removeAll(keepingCapacity: true)
    next = 0
    scratch = nil
  }

  /// Moves the bytes behind the last part into a file: a response that its client does not take must not fill the
  /// memory of a worker which cannot wait for it.
  func spill() throws(ExchangeError) {
    let start = parts.last.map { max(0, $0.position - sentBytes) } ?? 0
    let count = bytes.readableCount - start
    guard count > 0 else { return }
    do throws(SystemCallError) {
      if scratch == nil { scratch = try ScratchFile() }
      guard let file = scratch else { return }
      let offset = UInt64(clamping: file.count)
      try Self.append(bytes, from: start, to: file)
      bytes.truncate(to: start)
      shrink()
      if hasParts, parts[parts.count - 1].region.file === file.file {
        parts[parts.count - 1].region.end += UInt64(count)
      } else {
        append(FileRegion(file.file, offset: offset, count: UInt64(count)))
      }
    } catch {
      throw .systemCall(error)
    }
  }

  private static func append(
    _ buffer: borrowing ByteBuffer, from start: Int, to file: ScratchFile
  ) throws(SystemCallError) {
    try file.append(buffer.readable.extracting(start...))
  }

  private static func send(
    _ buffer: borrowing ByteBuffer, _ count: Int, to socket: borrowing StreamSocket, more: Bool
  ) throws(SystemCallError) -> Int? {
    // The span borrows the buffer, which nothing changes during the call.
    try unsafe buffer.readable.extracting(first: count).withUnsafeBytes { content throws(SystemCallError) in
      try unsafe socket.send(content, more: more)
    }
  }
}
