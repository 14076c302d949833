import IPCProtocol
import LinuxIO

/// Looking after the workers by what they write on the scoreboard.
extension Supervisor {
  func slot(of id: WorkerID) -> ScoreboardSlot? { workers[id].flatMap { scoreboard.slot($0.slotIndex) } }

  /// What every worker is doing now. The memory of a few of them is measured on the way, of others each time.
  func lookAtWorkers() -> [WorkerSighting] {
    let ids = workers.keys.sorted()
    let measured = nextToMeasure(of: ids)
    return ids.compactMap { id in
      slot(of: id).map { slot in
        WorkerSighting(
          id: id, handlingSince: slot.handlingSince, pong: slot.pong, requestsAnswered: slot.requestsAnswered,
          privateMemory: measured.contains(id) ? measureMemory(of: slot) : nil)
      }
    }
  }

  /// Whose turn it is: each worker's at every 32nd look at the latest, if there is a limit or somebody who is shown it.
  private func nextToMeasure(of ids: [WorkerID]) -> Set<WorkerID> {
    guard !ids.isEmpty, pool.limits.health.maxMemory != nil || auxiliaries != nil else { return [] }
    let count = 1 + ids.count / 32
    defer { nextMeasured = (nextMeasured + count) % ids.count }
    return Set((0..<count).map { ids[(nextMeasured + $0) % ids.count] })
  }

  private func measureMemory(of slot: ScoreboardSlot) -> UInt64? {
    // A worker that ends meanwhile has none.
    guard let bytes = ProcessMemory.privateBytes(of: slot.pid) else { return nil }
    slot.note(privateMemory: bytes)
    return bytes
  }
}
