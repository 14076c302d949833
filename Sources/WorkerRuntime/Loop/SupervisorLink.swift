import IPCProtocol
import LinuxIO

/// A worker's side of the talk with its supervisor.
final class SupervisorLink {
  private let channel: WorkerChannel
  @safe @exclusivity(unchecked) private var reporter = StateReporter()
  /// Set once this worker is on its way out.
  @safe @exclusivity(unchecked) private(set) var departure: Departure?
  /// A sibling died and may have taken a wake-up of the listener with it.
  @safe @exclusivity(unchecked) var mayHaveMissedConnection = false
  private let reopenLogs: () -> Void
  private let answerPing: () -> Void

  /// - Parameters:
  ///   - channel: The way to the supervisor.
  ///   - slot: Where pings are answered.
  ///   - reopenLogs: Opens this worker's logs again.
  ///   - answerPing: Answers a ping; nil where whoever hears it may do so.
  init(
    over channel: consuming WorkerChannel, slot: ScoreboardSlot, reopenLogs: @escaping () -> Void = {},
    answerPing: (() -> Void)? = nil
  ) {
    self.channel = channel
    self.reopenLogs = reopenLogs
    self.answerPing = answerPing ?? { slot.answerPing() }
  }

  var number: Int32 { channel.number }

  /// The channel's number for a wait, or -1 when there is nothing more to hear: an orphan's channel would be ready for
  /// ever. A worker that leaves at its clients' leisure can still be told to hurry.
  var numberToWatch: Int32 { departure == .orphaned ? -1 : channel.number }

  var isSettledAsIdle: Bool { reporter.isSettledAsIdle }

  func becameIdle() throws(SystemCallError) {
    reporter.becameIdle()
    try report()
  }

  func becameBusy() throws(SystemCallError) {
    reporter.becameBusy()
    try report()
  }

  func hearOrders() throws(SystemCallError) {
    let delivery = try channel.receive()
    for order in delivery.messages {
      switch order {
      case .leave: departure = departure ?? .ordered
      case .drain: departure = .draining
      case .reopenLogs: reopenLogs()
      case .wake: mayHaveMissedConnection = true
      // What it tells stands on the scoreboard; the byte only ends a wait.
      case .relieve: break
      case .ping: answerPing()
      }
    }
    // A supervisor that sends garbage is as good as none.
    if delivery.ending != nil { departure = .orphaned }
  }

  /// This worker leaves after the connections it has, because it has served its number of them.
  func reachLimit() throws(SystemCallError) {
    departure = departure ?? .connectionLimit
    try announce(.reachedConnectionLimit)
  }

  /// The same for its number of requests.
  func reachRequestLimit() throws(SystemCallError) {
    departure = departure ?? .ordered
    try announce(.reachedRequestLimit)
  }

  func acknowledgeLeave() throws(SystemCallError) {
    guard departure != .orphaned else { return }
    try announce(.acknowledgedLeave)
  }

  private func announce(_ message: WorkerReport) throws(SystemCallError) {
    reporter.isLeaving()
    if try channel.send(message) == .peerGone { departure = .orphaned }
  }

  private func report() throws(SystemCallError) {
    guard let report = reporter.pending else { return }
    switch try channel.send(report) {
    case .sent: reporter.told(report)
    // Offered again when the state changes or the next wait ends.
    case .full: break
    case .peerGone: departure = .orphaned
    }
  }
}
