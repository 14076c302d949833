import IPCProtocol

/// Decides what a worker has to say: only what its supervisor does not know already.
///
/// A pure value: states in, messages out. A message counts as told only when ``told(_:)`` says that it was sent, so
/// that one which did not fit into the socket is offered again.
struct StateReporter: Equatable, Sendable {
  private enum State { case unknown, idle, busy, leaving }

  private var actual = State.unknown
  private var told = State.unknown

  /// What to send now, nil when the supervisor is up to date.
  var pending: WorkerReport? {
    guard actual != told else { return nil }
    return switch actual {
    case .unknown: nil
    case .idle: told == .unknown ? .ready : .finished
    case .busy: .connectionAccepted
    case .leaving: nil
    }
  }

  /// Whether the supervisor knows that this worker is idle, so that it may wait without limit.
  var isSettledAsIdle: Bool { actual == .idle && told == .idle }

  mutating func becameIdle() { if actual != .leaving { actual = .idle } }
  mutating func becameBusy() { if actual != .leaving { actual = .busy } }

  /// From here on the supervisor counts this worker as retiring, whatever it does.
  mutating func isLeaving() { actual = .leaving }

  /// `report` was sent.
  mutating func told(_ report: WorkerReport) {
    switch report {
    case .ready, .finished: told = .idle
    case .connectionAccepted: told = .busy
    case .acknowledgedLeave, .reachedConnectionLimit, .reachedRequestLimit, .notExecuted: told = .leaving
    }
  }
}
