import IPCProtocol
import LinuxIO

/// Looking after the workers by what they write on the scoreboard.
extension Supervisor {
  func slot(of id: WorkerID) -> ScoreboardSlot? { workers[id].flatMap { scoreboard.slot($0.slotIndex) } }

  /// What every worker is doing now. The memory of one of them is measured on the way, of another each time.
  func lookAtWorkers() -> [WorkerSighting] {
    let ids = workers.keys.sorted()
    let measured = pool.limits.health.maxMemory == nil || ids.isEmpty ? nil : ids[nextMeasured % ids.count]
    nextMeasured &+= 1
    return ids.compactMap { id in
      slot(of: id).map { slot in
        WorkerSighting(
          id: id, handlingSince: slot.handlingSince, pong: slot.pong, requestsAnswered: slot.requestsAnswered,
          privateMemory: id == measured ? measureMemory(of: slot) : nil)
      }
    }
  }

  private func measureMemory(of slot: ScoreboardSlot) -> UInt64? {
    // A worker that ends meanwhile has none.
    guard let bytes = ProcessMemory.privateBytes(of: slot.pid) else { return nil }
    slot.note(privateMemory: bytes)
    return bytes
  }
}
