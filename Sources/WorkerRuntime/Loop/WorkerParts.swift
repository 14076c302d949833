import IPCProtocol
import LinuxIO
import Logging

/// What either kind of loop works with.
final class WorkerParts {
  let link: SupervisorLink
  let gate: ListenerGate
  let engine: HTTPEngine
  let slot: ScoreboardSlot
  let connectionLimit: Int?
  private let requestLimit: Int?
  let settings: WorkerSettings
  private let handover: HandoverQueue?
  private var crashResponder: CrashResponder?
  /// Where a crash signal from outside may find the worker: all it holds is in order there.
  let safePoint = SafePoint()
  @safe @exclusivity(unchecked) private var connectionCount = 0
  /// What is to be done when connections are accepted.
  var whenReady: () -> Void = {}

  init(
    link: SupervisorLink, gate: ListenerGate, engine: HTTPEngine, slot: ScoreboardSlot, connectionLimit: Int?,
    requestLimit: Int?, settings: WorkerSettings, handover: HandoverQueue?
  ) {
    self.link = link
    self.gate = gate
    self.engine = engine
    self.slot = slot
    self.connectionLimit = connectionLimit
    self.requestLimit = requestLimit
    self.settings = settings
    self.handover = handover
  }

  /// Whether the next response is the last, or the last is sent, because of the number of requests.
  var nearsRequestLimit: Bool { requestLimit.map { slot.requestsAnswered + 1 >= UInt64($0) } ?? false }
  var isAtRequestLimit: Bool { requestLimit.map { slot.requestsAnswered >= UInt64($0) } ?? false }

  /// From here on a crash is answered for.
  ///
  /// - Parameter holder: Holds the worker's connections.
  /// - Throws: ENOMEM without memory for the handler's stack.
  func prepareForCrashes(holder: any ConnectionHolder) throws(SystemCallError) {
    let responder = CrashResponder(
      engine: engine, slot: slot, queue: handover, settings: settings.crash, safePoint: safePoint,
      holder: holder)
    try responder.install()
    crashResponder = responder
  }

  /// Counts a connection that was accepted.
  ///
  /// - Returns: Whether it is the last that this worker may take.
  func countConnection() -> Bool {
    connectionCount += 1
    slot.countConnection()
    return connectionCount == connectionLimit
  }
}
