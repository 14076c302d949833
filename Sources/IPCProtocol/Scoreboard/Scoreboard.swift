package import LinuxIO
import SystemPackage

/// The memory that supervisor, workers and the admin process share: one ``ScoreboardSlot`` for each worker that can live
/// at a time, and ahead of them what concerns the whole pool.
///
/// It outlives the workers by design: what a dead one wrote last can still be read.
package final class Scoreboard: Sendable {
  private let memory: SharedMemory
  private let header: SharedWords

  /// How many slots there are.
  package let slotCount: Int

  /// Bytes ahead of the first slot.
  private static let headerSize = 4 * ScoreboardSlot.stride

  /// Where everything lies in the header, in words of eight bytes.
  private enum Word {
    static let pressure = 0
    static let departureSequence = 1
    static let pool = 16
    static let count = headerSize / 8
  }

  /// - Parameter slotCount: The most workers that live at a time, at least 1. Slots that are never used cost address
  ///   space and no memory.
  /// - Throws: ENOMEM.
  package init(slotCount: Int) throws(SystemCallError) {
    self.slotCount = max(1, slotCount)
    memory = try SharedMemory(minimumBytes: Self.size(self.slotCount))
    // The mapping's first bytes; it lives as long as this object and is all zero.
    header = unsafe SharedWords(at: memory.address(at: 0), count: Word.count)
  }

  /// The board of the process that executed this one.
  ///
  /// - Parameters:
  ///   - descriptor: Its ``descriptorNumber`` there, inherited.
  ///   - slotCount: Its ``slotCount``.
  /// - Throws: EINVAL for something else.
  package init(adopting descriptor: consuming Descriptor, slotCount: Int) throws(SystemCallError) {
    guard (1...Self.mostSlots).contains(slotCount) else {
      throw SystemCallError(call: "mmap", errno: .invalidArgument)
    }
    self.slotCount = slotCount
    memory = try SharedMemory(adopting: descriptor, minimumBytes: Self.size(slotCount))
    // As above; the size was checked.
    header = unsafe SharedWords(at: memory.address(at: 0), count: Word.count)
  }

  /// No machine has as many processes; the limit of Linux is 1 << 22.
  private static let mostSlots = 1 << 24

  private static func size(_ slotCount: Int) -> Int { headerSize + slotCount * ScoreboardSlot.stride }

  /// What a program has to inherit that is to see the board.
  package var descriptorNumber: Int32 { memory.descriptorNumber }

  /// The slot at `index`, or nil beyond the last.
  package func slot(_ index: Int) -> ScoreboardSlot? {
    guard (0..<slotCount).contains(index) else { return nil }
    // In bounds by the guard, aligned because a page is and the stride keeps it.
    return unsafe ScoreboardSlot(
      at: memory.address(at: Self.headerSize + index * ScoreboardSlot.stride), of: self)
  }

  /// The slots that belong to a worker at present, or did when they were looked at.
  package var slotsInUse: [ScoreboardSlot] { (0..<slotCount).compactMap { slot($0) }.filter { $0.pid != 0 } }

  /// Whether clients wait while every worker is busy and no more may be forked. Written by the supervisor, looked at by
  /// each worker after each response.
  package var isUnderPressure: Bool {
    get { header[Word.pressure] != 0 }
    set { header[Word.pressure] = newValue ? 1 : 0 }
  }

  /// The pool as its supervisor last described it; nil in the rare case that it is being written all the time.
  package var pool: PoolRecord? { PoolRecord(reading: header, at: Word.pool) }

  /// Describes the pool. For the supervisor alone.
  package func write(_ pool: PoolRecord) { pool.write(to: header, at: Word.pool) }

  /// Takes a worker that has ended off the board. For the supervisor alone.
  ///
  /// What the worker served moves into the pool's totals in one step, as ``readTogether(_:)`` sees it: whoever adds up
  /// would else count it twice, or not at all, and a total that grows only would go back.
  ///
  /// - Parameters:
  ///   - slot: The slot of a worker that does not write any more.
  ///   - total: What all workers served that have ended, this one included.
  package func clear(_ slot: ScoreboardSlot, servedByTheDeparted total: TrafficCounts) {
    header.beginWrite(under: Word.departureSequence)
    PoolRecord.write(servedByTheDeparted: total, to: header, at: Word.pool)
    slot.reset()
    header.endWrite(under: Word.departureSequence)
  }

  /// Reads several parts of the board, between whose readings no worker is taken off it.
  ///
  /// - Parameter body: Reads; called anew when a worker was taken off meanwhile.
  /// - Returns: nil when one was each time.
  package func readTogether<Result>(_ body: () -> Result) -> Result? {
    header.read(under: Word.departureSequence) { _ in body() }
  }
}
