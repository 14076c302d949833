import IPCProtocol

/// The pool as `ServerCLI status` prints it.
package enum StatusText {
  package static func lines(_ snapshot: PoolSnapshot) -> [String] {
    let (pool, traffic) = (snapshot.pool, snapshot.traffic)
    let living = pool.starting + pool.idle + pool.busy + pool.retiring
    var lines = [
      "prefork \(snapshot.version), pid \(pool.supervisorPID), \(pool.phase.name) for "
        + "\(PlainText.duration(nanoseconds: snapshot.age(of: pool.startedAt))), generation \(pool.generation)",
      "workers: \(living) of at most \(pool.maxWorkers): \(pool.idle) idle, \(pool.busy) busy, "
        + "\(pool.starting) starting, \(pool.retiring) retiring; "
        + "spare \(pool.minSpareWorkers) to \(pool.maxSpareWorkers); backlog \(pool.backlog)",
    ]
    if pool.isDegraded { lines.append("degraded: workers die young, forking more is held back") }
    if pool.isAtMaximum { lines.append("at the maximum: every worker is busy and connections wait") }
    lines.append(
      "served: \(traffic.requests) requests on \(traffic.connections) connections, "
        + "\(PlainText.bytes(traffic.bytesSent)) sent; " + responses(traffic))
    lines.append("forked: \(pool.spawned), failed: \(pool.failedSpawns), ended: \(endings(pool))")
    lines.append("")
    lines.append(row("PID", "GEN", "STATE", "FOR", "AGE", "CONNS", "REQUESTS", "MEMORY", "REQUEST"))
    return lines + snapshot.workers.map { row($0, in: snapshot) }
  }

  private static func row(_ worker: WorkerSnapshot, in snapshot: PoolSnapshot) -> String {
    let request = worker.request.map { request in
      let client = request.client.map { "\($0) " } ?? ""
      return client + PlainText.printable("\(request.method) \(request.target)")
        + (request.isCut ? "..." : "")
    }
    return row(
      "\(worker.pid)", "\(worker.generation)", worker.condition.rawValue,
      PlainText.duration(nanoseconds: snapshot.age(of: worker.since)),
      PlainText.duration(nanoseconds: snapshot.age(of: worker.forkedAt)), "\(worker.connections)",
      "\(worker.requests)", worker.privateMemory == 0 ? "-" : PlainText.bytes(worker.privateMemory),
      request ?? "")
  }

  private static func row(_ columns: String...) -> String {
    let widths = [9, 4, 15, 8, 8, 8, 9, 9]
    let cells = zip(columns, widths).map { PlainText.right($0, $1) }
    return (cells + columns.dropFirst(widths.count)).joined(separator: " ").trimmingEnd()
  }

  private static func responses(_ traffic: TrafficCounts) -> String {
    let classes = (0..<5).compactMap { index in
      traffic.statusClasses[index] > 0 ? "\(traffic.statusClasses[index]) \(index + 1)xx" : nil
    }
    return classes.isEmpty ? "no responses" : classes.joined(separator: ", ")
  }

  private static func endings(_ pool: PoolRecord) -> String {
    let endings = WorkerEnding.allCases.filter { pool.ended($0) > 0 }.map { "\(pool.ended($0)) \($0.name)" }
    return endings.isEmpty ? "none" : endings.joined(separator: ", ")
  }
}

extension String {
  fileprivate func trimmingEnd() -> String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
