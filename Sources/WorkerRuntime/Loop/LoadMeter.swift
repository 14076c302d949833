import LinuxIO

/// Tells whether a worker with many connections is busy: whether it has hardly waited for anything lately.
///
/// A pure value. A single request says little, for one that comes and is answered at once leaves the worker idle; what
/// counts is the share of a window that was not spent waiting.
struct LoadMeter: Sendable {
  private let window: Int64
  private var start: MonotonicTime
  private var waited: Int64 = 0
  private(set) var isBusy = false

  init(window: Interval, now: MonotonicTime) {
    self.window = window.nanoseconds
    start = now
  }

  /// Takes note of a wait from `begin` to `end`.
  mutating func noteWait(from begin: MonotonicTime, to end: MonotonicTime) {
    waited += end.nanoseconds - begin.nanoseconds
    let length = end.nanoseconds - start.nanoseconds
    guard length >= window else { return }
    isBusy = waited * 10 < length
    start = end
    waited = 0
  }
}
