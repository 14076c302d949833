package import LinuxIO
import Synchronization

/// The memory that supervisor and workers share: one ``ScoreboardSlot`` for each worker that can live at a time, and
/// ahead of them what all workers must know.
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
    memory = try SharedMemory(minimumBytes: (self.slotCount + 1) * ScoreboardSlot.stride)
  }

  /// The slot at `index`, or nil beyond the last.
  package func slot(_ index: Int) -> ScoreboardSlot? {
    guard (0..<slotCount).contains(index) else { return nil }
    // In bounds by the guard, aligned because a page is and the stride keeps it.
    return unsafe ScoreboardSlot(at: memory.address(at: (index + 1) * ScoreboardSlot.stride), of: self)
  }

  /// Whether clients wait while every worker is busy and no more may be forked. Written by the supervisor, looked at by
  /// each worker after each response.
  package var isUnderPressure: Bool {
    get { unsafe pressure.pointee.load(ordering: .relaxed) }
    set { unsafe pressure.pointee.store(newValue, ordering: .relaxed) }
  }

  private var pressure: UnsafeMutablePointer<Atomic<Bool>> {
    // The first bytes of a mapping that lives as long as this object and is all zero, which is false, at the start.
    unsafe memory.address(at: 0).assumingMemoryBound(to: Atomic<Bool>.self)
  }
}
