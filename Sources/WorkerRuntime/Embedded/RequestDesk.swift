import IPCProtocol
import LinuxIO
import Synchronization

/// The requests that an embedded server has in hand, told by whichever thread is at them.
///
/// The scoreboard has room for one: the oldest. After a crash it is the one whose task was running.
package final class RequestDesk: Sendable {
  /// A request that has begun and not ended.
  private struct Entry {
    let text: [UInt8]
    let origin: ConnectionOrigin
    let number: Int
    let start: UInt64
    /// Which task is at it; see ``currentTask``.
    let task: Int?
  }

  private struct State {
    var entries: [Entry?] = []
    var free: [Int] = []
    /// Which the scoreboard shows.
    var shown: Int?
    /// Requests after which ``EmbeddedEvents`` are told, nil for no limit or when they were.
    var limit: UInt64?
  }

  /// Stands for a request until its end.
  package struct Ticket: Sendable { fileprivate let index: Int }

  private let state: Mutex<State>
  private let slot: ScoreboardSlot
  private let events: EmbeddedEvents

  init(slot: ScoreboardSlot, limit: Int?, events: EmbeddedEvents) {
    self.slot = slot
    self.events = events
    state = Mutex(State(limit: limit.map { UInt64(clamping: $0) }))
  }

  /// A request has begun: its head is complete.
  ///
  /// - Parameters:
  ///   - text: Its method and target.
  ///   - origin: The connection that it came on.
  ///   - number: Which request of that connection it is, from 1.
  /// - Returns: What ``end(_:status:)`` wants.
  package func begin(_ text: [UInt8], on origin: ConnectionOrigin, number: Int) -> Ticket {
    let entry = Entry(
      text: text, origin: origin, number: number, start: MonotonicTime.exact.unsigned, task: Self.currentTask)
    return state.withLock { state in
      let index: Int
      if let free = state.free.popLast() {
        index = free
        state.entries[index] = entry
      } else {
        index = state.entries.count
        state.entries.append(entry)
      }
      if state.shown == nil { show(index, &state) }
      return Ticket(index: index)
    }
  }

  /// A request is over.
  ///
  /// - Parameters:
  ///   - ticket: Which.
  ///   - status: What it was answered with, nil if it was not answered.
  package func end(_ ticket: Ticket, status: Int?) {
    let now = MonotonicTime.exact.unsigned
    let isAtLimit = state.withLock { state in
      guard let entry = state.entries[ticket.index] else { return false }
      state.entries[ticket.index] = nil
      state.free.append(ticket.index)
      if let status { slot.countRequest(status: status, from: entry.start, at: now) }
      if state.shown == ticket.index { showOldest(&state, at: now) }
      guard let limit = state.limit, slot.requestsAnswered >= limit else { return false }
      state.limit = nil
      return true
    }
    if isAtLimit { events.reachedRequestLimit() }
  }

  private func showOldest(_ state: inout State, at now: UInt64) {
    state.shown = nil
    slot.forgetRequest(at: now)
    guard state.free.count < state.entries.count else { return }
    let oldest = state.entries.indices.min {
      (state.entries[$0]?.start ?? .max) < (state.entries[$1]?.start ?? .max)
    }
    if let oldest { show(oldest, &state) }
  }

  private func show(_ index: Int, _ state: inout State) {
    guard let entry = state.entries[index] else { return }
    state.shown = index
    // An array of bytes has no padding.
    slot.begin(
      request: unsafe entry.text.span.bytes, peer: entry.origin.client, connection: entry.origin.number,
      number: entry.number, at: entry.start)
    // Whether the framework is at work or waits for its client is not known: the request's own time limit cannot be kept.
    slot.become(.serving, at: entry.start)
  }

  // MARK: - A crash

  /// Which task runs on this thread, nil for none.
  private static var currentTask: Int? {
    // The reference is used for its identity alone, while its task runs.
    unsafe withUnsafeCurrentTask { task in unsafe task.map { unsafe $0.hashValue } }
  }

  /// Puts the request on the scoreboard whose task has crashed. Called in a signal handler, on the thread that crashed.
  ///
  /// - Returns: Whether any request was in hand.
  func showCrashed() -> Bool {
    // Whoever holds the lock may never give it back. What the scoreboard shows then is the oldest request.
    state.withLockIfAvailable { state in
      guard state.shown != nil else { return false }
      guard let task = Self.currentTask else { return true }
      // The latest, where a task has had several: those before are over but for their content.
      var crashed: Int?
      var start: UInt64 = 0
      // By hand: nothing may be allocated here.
      for index in state.entries.indices {
        guard let entry = state.entries[index], entry.task == task, crashed == nil || entry.start >= start
        else {
          continue
        }
        crashed = index
        start = entry.start
      }
      if let crashed { show(crashed, &state) }
      return true
    } ?? (slot.request != nil)
  }
}
