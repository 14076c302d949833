import Synchronization

/// One worker's part of the ``Scoreboard``: written by that worker alone, read by the supervisor at any time.
@safe package struct ScoreboardSlot: Sendable {
  /// Two cache lines, so that neighbours never contend for one, not even through the adjacent-line prefetcher.
  static let stride = 128

  private let board: Scoreboard
  private nonisolated(unsafe) let connections: UnsafeMutablePointer<Atomic<UInt64>>

  /// - Parameters:
  ///   - address: `stride` bytes inside `board`'s memory, which stays mapped while `board` lives.
  ///   - board: Kept alive by this slot.
  @unsafe init(at address: UnsafeMutableRawPointer, of board: Scoreboard) {
    self.board = board
    unsafe connections = address.bindMemory(to: Atomic<UInt64>.self, capacity: 1)
  }

  /// See ``Scoreboard/isUnderPressure``.
  package var isUnderPressure: Bool { board.isUnderPressure }

  /// How many connections the worker has accepted.
  package var connectionsAccepted: UInt64 {
    unsafe connections.pointee.load(ordering: .relaxed)
  }

  /// Counts one connection more. Only the slot's worker calls this, so no locked instruction is needed.
  package func countConnection() {
    unsafe connections.pointee.store(connectionsAccepted &+ 1, ordering: .relaxed)
  }

  /// Clears what an earlier worker left; called by the supervisor before it forks the next.
  package func reset() {
    unsafe connections.pointee.store(0, ordering: .relaxed)
  }
}
