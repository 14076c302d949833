package import LinuxIO

/// The memory that supervisor and workers share: one ``ScoreboardSlot`` for each worker that can live at a time.
///
/// It outlives the workers by design: what a dead one wrote last can still be read.
package final class Scoreboard: Sendable {
  private let memory: SharedMemory

  /// How many slots there are.
  package let slotCount: Int

  /// - Parameter slotCount: The most workers that live at a time, at least 1.
  /// - Throws: ENOMEM.
  package init(slotCount: Int) throws(SystemCallError) {
    self.slotCount = max(1, slotCount)
    memory = try SharedMemory(minimumBytes: self.slotCount * ScoreboardSlot.stride)
  }

  /// The slot at `index`, or nil beyond the last.
  package func slot(_ index: Int) -> ScoreboardSlot? {
    guard (0..<slotCount).contains(index) else { return nil }
    // In bounds by the guard, aligned because a page is and the stride keeps it.
    return unsafe ScoreboardSlot(at: memory.address(at: index * ScoreboardSlot.stride), of: self)
  }
}
