import IPCProtocol
package import LinuxIO

/// What `ServerCLI top` shows: a pure value of what is known and of the terminal's size.
package struct TopScreen {
  private let model: TopModel
  private let size: TerminalSize

  package init(_ model: TopModel, size: TerminalSize) {
    self.model = model
    self.size = size
  }

  /// Exactly as many lines as the terminal has rows, none wider than it.
  package var lines: [ScreenLine] {
    guard size.rows > 0 else { return [] }
    var lines = content
    // The last row is the footer's.
    while lines.count < size.rows - 1 { lines.append(ScreenLine()) }
    lines.removeLast(max(0, lines.count - (size.rows - 1)))
    lines.append(footer)
    return lines.map { $0.cut(to: size.columns) }
  }

  private var content: [ScreenLine] {
    guard let snapshot = model.latest else {
      return [ScreenLine("prefork", .title), ScreenLine(model.problem ?? "asking \(model.address)")]
    }
    var lines = header(snapshot)
    lines += grid(snapshot, rows: max(1, size.rows / 6))
    let isTall = size.rows >= 20
    if isTall {
      let limits = snapshot.pool
      lines.append(chartTitle("SPARE WORKERS", model.spare.last, digits: 0))
      lines += BarChart(
        values: model.spare,
        marks: [(Double(limits.minSpareWorkers), "min"), (Double(limits.maxSpareWorkers), "max")]
      ).lines(columns: size.columns, rows: max(4, size.rows / 6))
    }
    let perSecond = model.rate?.requestsPerSecond
    lines.append(chartTitle("REQUESTS PER SECOND", perSecond, digits: perSecond ?? 0 < 100 ? 1 : 0))
    lines += BarChart(values: model.requests).lines(
      columns: size.columns, rows: isTall ? max(2, size.rows / 12) : 1)
    return lines + slowest(snapshot, rows: size.rows - 1 - lines.count)
  }

  // MARK: - Header and footer

  private func header(_ snapshot: PoolSnapshot) -> [ScreenLine] {
    let pool = snapshot.pool
    var first = ScreenLine("prefork \(snapshot.version)", .title)
    first.add(
      "  pid \(pool.supervisorPID)  \(pool.phase.name)  generation \(pool.generation)  "
        + "up \(PlainText.duration(nanoseconds: snapshot.age(of: pool.startedAt)))")
    let address = PlainText.printable(model.address)
    let gap = size.columns - first.width - address.count
    if gap > 1 { first.add(String(repeating: " ", count: gap) + address, .faint) }
    var second = ScreenLine("workers ")
    let living = pool.starting + pool.idle + pool.busy + pool.retiring
    second.add("\(living)", .title)
    second.add(
      "/\(pool.maxWorkers): \(pool.idle) idle, \(pool.busy) busy, \(pool.starting) starting, "
        + "\(pool.retiring) retiring  backlog ")
    second.add("\(pool.backlog)", pool.backlog > 0 ? .warning : .plain)
    return [first, second, traffic(snapshot), notices(pool)]
  }

  private func traffic(_ snapshot: PoolSnapshot) -> ScreenLine {
    func latency(_ seconds: Double?) -> String { seconds.map { PlainText.duration(seconds: $0) } ?? "-" }
    var line = ScreenLine("requests \(snapshot.traffic.requests)")
    guard let rate = model.rate else { return line }
    line.add("  \(PlainText.bytes(UInt64(max(0, min(rate.bytesPerSecond, 1e15)))))/s")
    line.add("  p50 \(latency(rate.median))  p99 \(latency(rate.percentile99))")
    line.add(
      "  errors \(PlainText.fixed(rate.errorsPerSecond, 1))/s", rate.errorsPerSecond > 0 ? .alarm : .plain)
    return line
  }

  private func notices(_ pool: PoolRecord) -> ScreenLine {
    if let problem = model.problem { return ScreenLine("no answer: \(PlainText.printable(problem))", .alarm) }
    var line = ScreenLine()
    if pool.isDegraded { line.add("DEGRADED: workers die young  ", .alarm) }
    if pool.isAtMaximum { line.add("AT THE MAXIMUM: every worker is busy and connections wait", .warning) }
    return line
  }

  private var footer: ScreenLine { ScreenLine("q quits", .faint) }

  private func chartTitle(_ name: String, _ value: Double?, digits: Int) -> ScreenLine {
    var line = ScreenLine(name, .title)
    line.add(" \(value.map { PlainText.fixed($0, digits) } ?? "-")")
    return line
  }

  // MARK: - Workers

  /// Each worker as a letter, oldest first; what does not fit is counted.
  private func grid(_ snapshot: PoolSnapshot, rows: Int) -> [ScreenLine] {
    var title = ScreenLine("WORKERS ", .title)
    for condition in WorkerCondition.allCases {
      title.add(" ")
      title.add(String(condition.letter), condition.style)
      title.add(" \(condition.rawValue)", .faint)
    }
    let columns = max(1, size.columns)
    let capacity = rows * columns
    let rest = "... \(snapshot.workers.count) in all"
    let isCut = snapshot.workers.count > capacity
    let shown = snapshot.workers.prefix(isCut ? max(0, capacity - rest.count) : capacity)
    var lines = [ScreenLine()]
    for worker in shown {
      if lines[lines.count - 1].width == columns { lines.append(ScreenLine()) }
      lines[lines.count - 1].add(String(worker.condition.letter), worker.condition.style)
    }
    if isCut { lines[lines.count - 1].add(rest, .faint) }
    return [title] + lines
  }

  private func slowest(_ snapshot: PoolSnapshot, rows: Int) -> [ScreenLine] {
    guard rows > 1 else { return [] }
    let busy = snapshot.workers.compactMap { worker in worker.request.map { (worker, $0) } }
    let slowest = busy.sorted { $0.1.startedAt < $1.1.startedAt }.prefix(rows - 1)
    let title = ScreenLine("SLOWEST REQUESTS IN HAND (\(busy.count))", .title)
    return [title]
      + slowest.map { worker, request in
        var line = ScreenLine(PlainText.right("\(worker.pid)", 8) + " ", .faint)
        line.add(
          PlainText.right(PlainText.duration(nanoseconds: snapshot.age(of: request.startedAt)), 8) + " ",
          .busy)
        if let client = request.client { line.add(client + " ", .faint) }
        line.add(PlainText.printable("\(request.method) \(request.target)") + (request.isCut ? "..." : ""))
        return line
      }
  }
}

extension WorkerCondition {
  fileprivate var letter: Character {
    switch self {
    case .starting: "S"
    case .idle: "_"
    case .waiting: "K"
    case .handling: "W"
    case .awaitingClient: "C"
    case .leaving: "L"
    }
  }

  fileprivate var style: ScreenLine.Style {
    switch self {
    case .starting: .warning
    case .idle: .good
    case .waiting: .plain
    case .handling, .awaitingClient: .busy
    case .leaving: .faint
    }
  }
}
