import IPCProtocol
import LinuxIO

/// What the supervisor tells the other processes about the pool.
extension Supervisor {
  /// Writes the pool's state to the scoreboard, where the admin process and `status` find it.
  func describePool() {
    // This is done in each turn of the loop, and without a side process nobody reads it.
    guard auxiliaries != nil else { return }
    var record = pool.record
    record.supervisorPID = Fork.pid
    record.startedAt = startedAt.unsigned
    record.connectionsPerWorker = plan.connectionsPerWorker
    record.writtenAt = MonotonicTime.exact.unsigned
    record.servedByTheDeparted = servedByTheDeparted
    scoreboard.write(record)
  }

  /// Frees a slot whose worker has ended; what it served counts on.
  func vacate(_ index: Int) {
    freeSlots.append(index)
    guard let slot = scoreboard.slot(index) else { return }
    servedByTheDeparted = servedByTheDeparted + slot.counts
    scoreboard.clear(slot, servedByTheDeparted: servedByTheDeparted)
  }
}
