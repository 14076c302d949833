package import LinuxIO
import SystemPackage

/// One end of the socket pair between a supervisor and one worker.
///
/// Every message is a single byte, so a stream that is cut, joined or read in any portions never loses step: there is
/// no such thing as half a message. What needs more room than a byte lies in the ``Scoreboard``, written before the
/// byte is sent.
package struct Channel<Inbound, Outbound>: ~Copyable
where Inbound: RawRepresentable<UInt8> & Sendable, Outbound: RawRepresentable<UInt8> & Sendable {
  private let socket: StreamSocket

  package init(over socket: consuming StreamSocket) {
    self.socket = socket
  }

  package var number: Int32 { socket.number }

  /// The most messages of one ``receive()``.
  package static var largestDelivery: Int { 512 }

  /// What became of a message that was sent.
  package enum SendOutcome: Equatable, Sendable {
    case sent
    /// The peer has not read for so long that nothing more fits. Nothing was sent.
    case full
    /// The peer's end is closed.
    case peerGone
  }

  // The two that do the work are called from this module alone, which knows the types of the messages then. In another the
  // Swift runtime would make the types for each process, a worker's first order would cost it 20 page faults, and each
  // byte a look into its tables.

  fileprivate func write(_ message: Outbound) throws(SystemCallError) -> SendOutcome {
    var byte = message.rawValue
    do throws(SystemCallError) {
      // One byte on this stack, read by the kernel before the call returns.
      let sent = try unsafe withUnsafeBytes(of: &byte) { bytes throws(SystemCallError) in
        try unsafe socket.send(bytes)
      }
      return sent == nil ? .full : .sent
    } catch {
      guard error.errno == .brokenPipe || error.errno == .connectionReset else { throw error }
      return .peerGone
    }
  }

  fileprivate func read() throws(SystemCallError) -> Delivery<Inbound> {
    var messages: [Inbound] = []
    while messages.count < Self.largestDelivery {
      var chunk = InlineArray<64, UInt8>(repeating: 0)
      var span = chunk.mutableSpan
      let received: StreamSocket.Received
      do throws(SystemCallError) {
        // The buffer is this frame's own and outlives the call.
        received = try unsafe span.withUnsafeMutableBytes { bytes throws(SystemCallError) in
          try unsafe socket.receive(into: bytes)
        }
      } catch {
        // Unread orders in a dead peer's end turn its close into a reset; for a reader that is an end like any other.
        guard error.errno == .connectionReset else { throw error }
        return Delivery(messages: messages, ending: .closed)
      }
      switch received {
      case .wouldBlock: return Delivery(messages: messages, ending: nil)
      case .end: return Delivery(messages: messages, ending: .closed)
      case .bytes(let count):
        for index in 0..<count {
          guard let message = Inbound(rawValue: chunk[index]) else {
            return Delivery(messages: messages, ending: .violation(byte: chunk[index]))
          }
          messages.append(message)
        }
        if count < chunk.count { return Delivery(messages: messages, ending: nil) }
      }
    }
    return Delivery(messages: messages, ending: nil)
  }
}

extension SupervisorChannel {
  /// Sends an order without waiting.
  ///
  /// - Throws: What send(2) reports besides a full buffer or a peer that is gone.
  package func send(_ order: SupervisorOrder) throws(SystemCallError) -> SendOutcome { try write(order) }

  /// Reads what has arrived, without waiting; at most ``largestDelivery`` messages, so that a peer which writes without
  /// end cannot hold the reader.
  ///
  /// Messages before an ending are delivered; nothing after one is looked at.
  package func receive() throws(SystemCallError) -> Delivery<WorkerReport> { try read() }
}

extension WorkerChannel {
  /// Sends a report as a supervisor sends an order.
  package func send(_ report: WorkerReport) throws(SystemCallError) -> SendOutcome { try write(report) }

  /// Reads what has arrived as a supervisor does.
  package func receive() throws(SystemCallError) -> Delivery<SupervisorOrder> { try read() }
}

extension TakeoverChannel {
  /// Sends a report as a worker does.
  package func send(_ report: TakeoverReport) throws(SystemCallError) -> SendOutcome { try write(report) }

  /// Reads what has arrived as a worker does.
  package func receive() throws(SystemCallError) -> Delivery<TakeoverReport> { try read() }
}

/// The supervisor's end.
package typealias SupervisorChannel = Channel<WorkerReport, SupervisorOrder>
/// The worker's end.
package typealias WorkerChannel = Channel<SupervisorOrder, WorkerReport>
