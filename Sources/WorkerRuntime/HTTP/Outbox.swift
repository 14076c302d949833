import HTTPCore
import LinuxIO
import SystemPackage

/// What is to be sent: bytes, then at most one part of a file. A connection has one only while its client does not
/// take what it is sent.
final class Outbox {
  var bytes = ByteBuffer(maximumCapacity: .max)
  var region: FileRegion?

  var isEmpty: Bool { bytes.isEmpty && region == nil }

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
