package import HTTPCore
package import IPCProtocol
import LinuxIO

/// Writes on the scoreboard what becomes of each request, in plain stores.
final class ScoreKeeper {
  private let slot: ScoreboardSlot
  /// When the last request was answered: as good as now right after that, without a look at the clock.
  @safe @exclusivity(unchecked) private(set) var latest = MonotonicTime.exact

  init(slot: ScoreboardSlot) { self.slot = slot }

  /// A request is complete, or as complete as its handler wants it.
  ///
  /// - Parameters:
  ///   - head: What the request says.
  ///   - bytes: The bytes it was parsed from.
  ///   - connection: Where it came from.
  ///   - time: When its head was complete.
  func begin(
    _ head: borrowing RequestHead, in bytes: borrowing RawSpan, on connection: Connection,
    at time: MonotonicTime = .exact
  ) {
    let start = Int(head.target.start) &- head.method.token.utf8CodeUnitCount &- 1
    slot.begin(
      request: bytes.extracting(max(0, start)..<Int(head.target.end)),
      peer: connection.knownClientAddress.map { PeerRecord($0) }, connection: connection.number,
      number: connection.requestCount, at: time.unsigned)
  }

  /// The request in hand is answered.
  func end(status: Int) {
    latest = .exact
    slot.endRequest(status: status, at: latest.unsigned)
  }

  /// One of several requests in hand is answered.
  func count(status: Int, since start: MonotonicTime) {
    latest = .exact
    slot.countRequest(status: status, from: start.unsigned, at: latest.unsigned)
  }

  /// No request is in hand any more.
  func forget() { slot.forgetRequest(at: MonotonicTime.exact.unsigned) }

  /// The request in hand has been at work, or has waited for its client, since `time`.
  func became(_ activity: WorkerActivity, since time: MonotonicTime) {
    slot.become(activity, at: time.unsigned)
  }

  /// Something that never became a request is answered.
  func countRefusal(status: Int) { slot.countRefusal(status: status) }

  /// Bytes of responses were given to the kernel.
  func sent(_ count: Int) { slot.countSent(bytes: count) }

  /// The handler's time stands still: it waits for its client, whose time another clock measures.
  func awaitClient() { slot.become(.awaitingClient, at: MonotonicTime.exact.unsigned) }

  /// The handler goes on.
  func resume() { slot.become(.handling, at: MonotonicTime.exact.unsigned) }
}

extension PeerRecord {
  init(_ address: ClientAddress) {
    switch address {
    case .ipv4(let number, let port): self.init(kind: .ipv4, port: port, low: UInt64(number))
    case .ipv6(let high, let low, let port): self.init(kind: .ipv6, port: port, high: high, low: low)
    case .local: self.init(kind: .local)
    }
  }
}

extension ClientAddress {
  /// nil for one that nobody asked for.
  package init?(_ record: PeerRecord) {
    switch record.kind {
    case .unknown: return nil
    case .ipv4: self = .ipv4(UInt32(truncatingIfNeeded: record.low), port: record.port)
    case .ipv6: self = .ipv6(high: record.high, low: record.low, port: record.port)
    case .local: self = .local
    }
  }
}
