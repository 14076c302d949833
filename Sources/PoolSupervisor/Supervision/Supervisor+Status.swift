import IPCProtocol
import LinuxIO

/// What Ctrl-C prints: each worker, then the totals.
extension Supervisor {
  func statusText(at now: Pool.Instant) -> String {
    let tally = pool.tally
    let addresses = listeners.map { "\($0.address)" }.joined(separator: ", ")
    let head =
      "\(tally.total) workers on \(addresses): \(tally.idle) idle, \(tally.busy) busy, "
      + "\(tally.starting) starting, \(tally.retiring) retiring"
    let rows = pool.members.map { member in
      row(
        "\(member.pid)", member.hasAcknowledged ? "leaving" : member.state.rawValue,
        "\(member.startedAt.duration(to: now).components.seconds) s",
        "\(connections(of: member.id))")
    }
    return ([head, row("PID", "STATE", "AGE", "CONNECTIONS")] + rows + [totals]).joined(separator: "\n")
  }

  private var totals: String {
    let living = workers.keys.reduce(0) { $0 + connections(of: $1) }
    let history = pool.history
    let retired = history.retired.map { ($0.key.rawValue, $0.value) }
    let endings = (retired + history.died.map { ($0.key, $0.value) }).sorted { $0.0 < $1.0 }
    let ended = endings.isEmpty ? "none" : endings.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
    return
      "total: \(living + connectionsOfTheDeparted) connections served, \(history.spawned) workers forked, ended: \(ended)"
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
