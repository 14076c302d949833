package import HTTPCore
package import LinuxIO
import Logging

/// Serves HTTP on one connection at a time and waits for its client, as befits the classic model.
package final class HTTPService: ConnectionService {
  private let handler: any RequestHandler
  private let limits: RequestLimits
  private var date = DateCache()

  package init(handler: any RequestHandler, limits: RequestLimits = RequestLimits()) {
    self.handler = handler
    self.limits = limits
  }

  package func serve(_ socket: consuming StreamSocket, of worker: Worker) {
    var connection = Connection(socket, limits: limits)
    do throws(ConnectionEnd) {
      try answer(&connection, of: worker)
      try linger(&connection, of: worker)
    } catch {
      tell(error, worker.logger)
    }
  }

  private func answer(_ connection: inout Connection, of worker: Worker) throws(ConnectionEnd) {
    let outcome: Result<Void, RequestError>
    do throws(ConnectionEnd) {
      outcome = try awaitHead(&connection, of: worker)
    } catch .timedOut {
      date.refresh()
      connection.refuse(.requestTimeout, reason: "the request did not arrive in time", date: date.text)
      return try flush(&connection, of: worker)
    }
    date.refresh()
    switch outcome {
    case .success: connection.respond(with: handler, date: date.text)
    case .failure(let error):
      connection.refuse(error.status, reason: error.reason.description, date: date.text)
    }
    try flush(&connection, of: worker)
  }

  private func awaitHead(
    _ connection: inout Connection, of worker: Worker
  ) throws(ConnectionEnd) -> Result<Void, RequestError> {
    let deadline = SuspendingClock.now.advanced(by: worker.settings.headerTimeout)
    while true {
      switch try connection.receiveHead() {
      case .success(.done): return .success(())
      case .failure(let error): return .failure(error)
      case .success(.wouldBlock): try wait(.readable, on: connection, until: deadline, of: worker)
      }
    }
  }

  private func flush(_ connection: inout Connection, of worker: Worker) throws(ConnectionEnd) {
    while try connection.flush() == .wouldBlock {
      let deadline = SuspendingClock.now.advanced(by: worker.settings.sendTimeout)
      try wait(.writable, on: connection, until: deadline, of: worker)
    }
  }

  /// Lets the client read the response before the connection is closed: unread input would turn the close into a
  /// reset, which makes the client's kernel throw away what it has received (RFC 9112 section 9.6).
  private func linger(_ connection: inout Connection, of worker: Worker) throws(ConnectionEnd) {
    guard connection.hasUnreadInput else { return }
    do throws(SystemCallError) { try connection.socket.finishSending() } catch { throw .systemCall(error) }
    let deadline = SuspendingClock.now.advanced(by: worker.settings.lingeringTimeout)
    var remaining = worker.settings.lingeringBytes
    while remaining > 0 {
      if let count = try connection.discardInput() {
        guard count > 0 else { return }
        remaining -= count
      } else {
        try wait(.readable, on: connection, until: deadline, of: worker)
      }
    }
  }

  private func wait(
    _ interest: Interest, on connection: borrowing Connection, until deadline: SuspendingClock.Instant,
    of worker: Worker
  ) throws(ConnectionEnd) {
    let isReady: Bool
    do throws(SystemCallError) {
      isReady = try worker.wait(for: interest, on: connection.socket, until: deadline)
    } catch {
      throw .systemCall(error)
    }
    if !isReady { throw .timedOut }
  }

  private func tell(_ end: ConnectionEnd, _ logger: Logger) {
    switch end {
    case .clientGone, .timedOut: logger.debug("connection ended early", metadata: ["reason": "\(end)"])
    case .fileTruncated: logger.warning("a file shrank while it was sent; the connection was closed")
    case .systemCall(let error):
      logger.error("connection failed", metadata: ["call": "\(error.call)", "reason": "\(error.errno)"])
    }
  }
}
