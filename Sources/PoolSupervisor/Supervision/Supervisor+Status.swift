import IPCProtocol
import LinuxIO

/// What Ctrl-C prints: each worker, then the totals.
extension Supervisor {
  func statusText(at now: Pool.Instant) -> String {
    let tally = pool.tally
    let addresses = listeners.map { "\($0.address)" }.joined(separator: ", ")
    let head = tally.summary(on: addresses)
    let rows = pool.members.map { member in
      row(
        "\(member.pid)", member.hasAcknowledged ? "leaving" : member.state.rawValue,
        "\(member.startedAt.duration(to: now).components.seconds) s",
        "\(connections(of: member.id))")
    }
    return ([head, row("PID", "STATE", "AGE", "CONNECTIONS")] + rows + [totals]).joined(separator: "\n")
  }

  private var totals: String {
    let endings = pool.history.ended.sorted { $0.key.name < $1.key.name }
    let ended =
      endings.isEmpty ? "none" : endings.map { "\($0.value) \($0.key.name)" }.joined(separator: ", ")
    let served = workers.keys.reduce(servedByTheDeparted.connections) { $0 + connections(of: $1) }
    return "total: \(served) connections served, \(pool.history.spawned) workers forked, ended: \(ended)"
  }

  private func connections(of id: WorkerID) -> UInt64 {
    workers[id].flatMap { scoreboard.slot($0.slotIndex)?.connectionsAccepted } ?? 0
  }

  private func row(_ columns: String...) -> String {
    zip(columns, [9, 10, 9, 12]).map { text, width in
      String(repeating: " ", count: max(0, width - text.count)) + text
    }.joined(separator: " ")
  }
}
