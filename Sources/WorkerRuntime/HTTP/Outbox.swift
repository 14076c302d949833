import HTTPCore
import LinuxIO
import SystemPackage

/// What is to be sent: bytes, then at most one part of a file. A connection has one only while its client does not
/// take what it is sent.
final class Outbox {
  var bytes = ByteBuffer(maximumCapacity: .max)
  var region: FileRegion?

  /// Bytes sent so far.
  private(set) var sentCount: UInt64 = 0
  /// Responses that are not yet sent and have a line in the access log, oldest first, and the beginnings of their lines.
  var responses: [UnsentResponse] = []
  var lines = ByteBuffer(maximumCapacity: .max)

  var isEmpty: Bool { bytes.isEmpty && region == nil }

  /// Where the next byte would stand among all that were and will be sent.
  var position: UInt64 {
    sentCount + UInt64(clamping: bytes.readableCount) + (region.map { $0.end - $0.offset } ?? 0)
  }

  /// Drops what is not sent yet.
  func discard() {
    bytes.reset()
    region = nil
  }

  /// Sends as much as the socket takes.
  ///
  /// - Returns: Whether everything is sent.
  /// - Throws: ``ExchangeError/clientGone``, ``ExchangeError/fileTruncated``.
  func flush(to socket: borrowing StreamSocket, _ score: ScoreKeeper) throws(ExchangeError) -> Bool {
    do throws(SystemCallError) {
      while !bytes.isEmpty {
        guard let sent = try Self.send(bytes, to: socket, more: region != nil) else { return false }
        bytes.consume(sent)
        score.sent(sent)
        sentCount += UInt64(clamping: sent)
      }
      while let part = region {
        let rest = Int(clamping: part.end - part.offset)
        guard rest > 0 else {
          region = nil
          break
        }
        let sent = try socket.send(file: part.file, at: Int64(clamping: part.offset), count: rest)
        guard let sent else { return false }
        guard sent > 0 else { throw SystemCallError(call: "sendfile", errno: .noData) }
        region?.offset += UInt64(sent)
        score.sent(sent)
        sentCount += UInt64(clamping: sent)
      }
      return true
    } catch {
      throw error.errno == .noData ? .fileTruncated : ExchangeError(error)
    }
  }

  private static func send(
    _ buffer: borrowing ByteBuffer, to socket: borrowing StreamSocket, more: Bool
  ) throws(SystemCallError) -> Int? {
    // The span borrows the buffer, which nothing changes during the call.
    try unsafe buffer.readable.withUnsafeBytes { content throws(SystemCallError) in
      try unsafe socket.send(content, more: more)
    }
  }
}
