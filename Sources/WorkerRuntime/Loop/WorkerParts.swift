import IPCProtocol

/// What either kind of loop works with.
final class WorkerParts {
  let link: SupervisorLink
  let gate: ListenerGate
  let engine: HTTPEngine
  let slot: ScoreboardSlot
  let connectionLimit: Int?
  let settings: WorkerSettings
  private var connectionCount = 0

  init(
    link: SupervisorLink, gate: ListenerGate, engine: HTTPEngine, slot: ScoreboardSlot, connectionLimit: Int?,
    settings: WorkerSettings
  ) {
    self.link = link
    self.gate = gate
    self.engine = engine
    self.slot = slot
    self.connectionLimit = connectionLimit
    self.settings = settings
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
