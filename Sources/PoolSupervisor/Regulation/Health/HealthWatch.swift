/// Finds workers that hang, from looks at them in intervals.
///
/// Time counts only as far as this value has seen it pass: between two looks at most twice the interval that was meant
/// to lie between them. A machine that was suspended, a container that was frozen or a supervisor that was stopped thus
/// kills nobody, for nobody had the chance to work in that time.
struct HealthWatch: Sendable {
  typealias Instant = SuspendingClock.Instant

  enum Finding: Equatable {
    /// A handler has been at work on one request for too long.
    case requestTimeout(WorkerID)
    /// Not ready after too long.
    case bootTimeout(WorkerID)
    /// No sign of life for too long.
    case unresponsive(WorkerID)
    /// Ask for a sign of life.
    case ping(WorkerID, number: UInt64)
  }

  private struct Stretch { let since: UInt64, begin: Duration }
  private struct Ping { let number: UInt64, sent: Duration }

  var limits: HealthLimits
  private(set) var nextLook: Instant?
  private var lastLook: Instant?
  /// Time seen to pass.
  private var observed = Duration.zero
  private var starts: [WorkerID: Duration] = [:]
  private var stretches: [WorkerID: Stretch] = [:]
  private var pings: [WorkerID: Ping] = [:]
  private var pingCount: UInt64 = 0

  init(limits: HealthLimits) { self.limits = limits }

  /// Whether it is time to look; if so the next time is set.
  ///
  /// - Parameters:
  ///   - now: The time.
  ///   - isNeeded: Whether to look even if there is no limit to keep.
  /// - Returns: Whether to look now.
  mutating func isDue(at now: Instant, isNeeded: Bool = false) -> Bool {
    guard let interval = interval ?? (isNeeded ? .seconds(1) : nil) else {
      nextLook = nil
      return false
    }
    if let nextLook, now < nextLook { return false }
    let isFirst = nextLook == nil
    nextLook = now.advanced(by: interval)
    return !isFirst
  }

  /// How often to look: often enough that a timeout is exact to a sixteenth.
  private var interval: Duration? {
    let wanted = [
      limits.requestTimeout.map { $0 / 16 }, limits.workerTimeout.map { $0 / 8 },
      limits.bootTimeout.map { $0 / 16 }, limits.maxLifetime.map { $0 / 32 },
      limits.maxMemory.map { _ in .seconds(1) },
    ].compactMap(\.self).min()
    return wanted.map { min(max($0, .milliseconds(10)), .seconds(2)) }
  }

  /// - Parameters:
  ///   - sightings: What the look showed.
  ///   - now: When.
  ///   - state: What each worker is doing, as far as it has told.
  /// - Returns: Whom something must be done about.
  mutating func look(
    at sightings: [WorkerSighting], now: Instant, state: (WorkerID) -> WorkerState?
  ) -> [Finding] {
    let most = (interval ?? .zero) * 2
    observed += min(most, lastLook.map { $0.duration(to: now) } ?? .zero)
    lastLook = now
    var findings: [Finding] = []
    for sighting in sightings {
      let finding: Finding? =
        switch state(sighting.id) {
        case .starting: lookAtStart(sighting.id)
        // One that is on its way out as well: a stopped one would keep its server from ever ending after an upgrade.
        case .idle, .busy, .retiring: lookAtRequest(sighting) ?? lookAtLife(sighting)
        case nil: nil
        }
      if let finding { findings.append(finding) }
    }
    return findings
  }

  private mutating func lookAtStart(_ id: WorkerID) -> Finding? {
    guard let timeout = limits.bootTimeout else { return nil }
    guard let begin = starts[id] else {
      // It was forked after the last look.
      starts[id] = observed
      return nil
    }
    return observed - begin >= timeout ? .bootTimeout(id) : nil
  }

  mutating func forget(_ id: WorkerID) {
    starts[id] = nil
    stretches[id] = nil
    pings[id] = nil
  }

  private mutating func lookAtRequest(_ sighting: WorkerSighting) -> Finding? {
    guard let timeout = limits.requestTimeout, let since = sighting.handlingSince else {
      stretches[sighting.id] = nil
      return nil
    }
    guard let stretch = stretches[sighting.id], stretch.since == since else {
      stretches[sighting.id] = Stretch(since: since, begin: observed)
      return nil
    }
    guard observed - stretch.begin >= timeout else { return nil }
    stretches[sighting.id] = nil
    return .requestTimeout(sighting.id)
  }

  /// A worker hears pings wherever it waits. One whose handler is at work need not: that is the other clock's matter.
  private mutating func lookAtLife(_ sighting: WorkerSighting) -> Finding? {
    guard let timeout = limits.workerTimeout else { return nil }
    let id = sighting.id
    guard let ping = pings[id] else { return sendPing(to: id) }
    if sighting.handlingSince != nil {
      pings[id] = Ping(number: ping.number, sent: observed)
      return nil
    }
    if sighting.pong == ping.number {
      return observed - ping.sent >= timeout / 3 ? sendPing(to: id) : nil
    }
    guard observed - ping.sent >= timeout else { return nil }
    pings[id] = nil
    return .unresponsive(id)
  }

  private mutating func sendPing(to id: WorkerID) -> Finding {
    pingCount += 1
    pings[id] = Ping(number: pingCount, sent: observed)
    return .ping(id, number: pingCount)
  }
}
