import LinuxIO

/// Decides whether a worker with an embedded server is busy, and whether it may take another connection.
///
/// A pure value. Such a worker is busy when it holds as many connections as it may, and when its server has not come to
/// take the last one for the report delay: its threads are held up. While one is on its way there no other is accepted,
/// so that the kernel gives the next to a sibling.
struct OccupancyMeter: Equatable, Sendable {
  private let limit: Int
  private let delay: Interval
  /// Connections that were given to the server and are not closed.
  private(set) var open = 0
  private var underWay = 0
  /// Since when it has been free, or the server has owed an answer.
  private var since: MonotonicTime
  private(set) var isBusy = false

  init(limit: Int, delay: Interval, now: MonotonicTime) {
    self.limit = limit
    self.delay = delay
    since = now
  }

  /// Whether another connection may be accepted.
  var hasRoom: Bool { open < limit && underWay == 0 }

  /// When ``look(at:)`` may find a change although nothing happens; nil for never.
  var deadline: MonotonicTime? {
    guard open < limit, isBusy != (underWay > 0) else { return nil }
    return since.advanced(by: delay)
  }

  mutating func gaveConnection(at now: MonotonicTime) {
    open += 1
    if underWay == 0, !isBusy { since = now }
    underWay += 1
  }

  mutating func note(taken: Int, closed: Int, at now: MonotonicTime) {
    let wasHeldUp = open >= limit || underWay > 0
    // A connection that could not be served is closed without having been taken.
    open = max(0, open - closed)
    underWay = min(max(0, underWay - taken), open)
    if wasHeldUp, open < limit, underWay == 0 { since = now }
  }

  mutating func look(at now: MonotonicTime) {
    if open >= limit {
      isBusy = true
    } else if isBusy != (underWay > 0), since.advanced(by: delay) <= now {
      isBusy = underWay > 0
    }
  }
}
