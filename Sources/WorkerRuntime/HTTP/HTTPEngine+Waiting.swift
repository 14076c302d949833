import HTTPCore
import LinuxIO

/// What a connection waits for when everything is done that can be done at once, and how it ends.
extension HTTPEngine {
  func waitForRequest(_ connection: Connection) -> Next {
    if connection.store != nil {
      if connection.phase != .body { connection.phase = .body }
    } else if exchange.workspace.input.readableCount > 0 {
      if connection.phase != .head { connection.enter(.head, for: timeouts.header) }
    } else if connection.requestCount > 0, connection.phase != .keepAlive {
      connection.enter(.keepAlive, for: timeouts.keepAlive)
    }
    return .wait(.readable)
  }

  func waitToSend(_ connection: Connection) -> Next {
    connection.hasLongResponse = true
    connection.enter(.sending, for: timeouts.send)
    return .wait(.writable)
  }

  /// Ends a connection of which everything is sent, its last bytes but for the segment that they are to leave in.
  ///
  /// That segment goes out here, with the end of the stream, and not with close(2): unread input turns that into a reset, at
  /// which the kernel drops what it has not sent and a client's kernel, at worst, what it has received. So a client that may
  /// have sent more is let read the response first (RFC 9112 section 9.6).
  func end(_ connection: Connection) throws(ExchangeError) -> Next {
    if !connection.hasUnreadInput, !connection.hasLongResponse, !connection.hasSaidItsLast {
      // More may have come while the handler ran or the file was sent: one look decides.
      exchange.bodyBuffer.reset()
      if let received = try? connection.socket.receive(into: &exchange.bodyBuffer, minimum: Self.readSize),
        case .bytes(let count) = received
      {
        connection.discardedBytes += count
        connection.hasUnreadInput = true
      }
    }
    do throws(SystemCallError) { try connection.socket.finishSending() } catch { throw ExchangeError(error) }
    guard connection.hasUnreadInput || connection.hasLongResponse else { return .close }
    connection.enter(.lingering, for: timeouts.lingering)
    return try discardInput(connection)
  }

  func discardInput(_ connection: Connection) throws(ExchangeError) -> Next {
    while connection.discardedBytes < settings.lingeringBytes {
      exchange.bodyBuffer.reset()
      do throws(SystemCallError) {
        switch try connection.socket.receive(into: &exchange.bodyBuffer, minimum: Self.readSize) {
        case .bytes(let count): connection.discardedBytes += count
        case .wouldBlock: return .wait(.readable)
        case .end: return .close
        }
      } catch {
        throw ExchangeError(error)
      }
    }
    exchange.bodyBuffer.reset()
    return .close
  }
}
