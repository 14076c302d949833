import IPCProtocol
import LinuxIO
import WorkerRuntime

/// What a seat's descriptors are, in the process that was executed for it.
struct InheritedParts: ~Copyable {
  let channel: WorkerChannel
  let scoreboard: Scoreboard
  let slot: ScoreboardSlot
  let metrics: MetricTable?
  let handover: HandoverQueue?
  let listeners: [Listener]
  let logFiles: LogFiles
  let confinement: Confinement

  /// Takes them.
  ///
  /// - Parameters:
  ///   - seat: What was inherited.
  ///   - writesAccessLog: Whether there is an access log, be it standard output.
  /// - Throws: The first that is not what it should be.
  init(of seat: InheritedSeat, writingAccessLog writesAccessLog: Bool) throws(SpawnError) {
    let scoreboard = try Self.board("scoreboard", seat.scoreboard)
    let own = try seat.ownBoard.map { memory throws(SpawnError) in try Self.board("own-board", memory) }
    guard let slot = (own ?? scoreboard).slot(seat.slot) else { throw .missing(field: "slot") }
    let metrics = try seat.metrics.map { memory throws(SpawnError) in
      try Self.take("metrics") { () throws(SystemCallError) in
        try MetricTable(
          adopting: InheritedDescriptor.take(memory.number, .any), capacity: memory.count)
      }
    }
    let handover = try seat.handover.map { queue throws(SpawnError) in
      try Self.take("handover") { () throws(SystemCallError) in
        try HandoverQueue(
          sender: InheritedDescriptor.take(queue.sender, .descriptorLink),
          receiver: InheritedDescriptor.take(queue.receiver, .descriptorLink))
      }
    }
    var listeners: [Listener] = []
    for handle in seat.listeners {
      do throws(InheritanceError) { listeners.append(try InheritedListeners.adopt(handle)) } catch {
        throw .listener(error)
      }
    }
    let access = try seat.accessLog.map { log throws(SpawnError) in try Self.log("access-log", log) }
    let logFiles = LogFiles(
      errors: try seat.errorLog.map { log throws(SpawnError) in try Self.log("error-log", log) }
        ?? LogFile(standard: 2),
      access: access ?? (writesAccessLog ? LogFile(standard: 1) : nil))
    let sandbox = try seat.ruleset.map { ruleset throws(SpawnError) in
      try Self.take("ruleset") { () throws(SystemCallError) in
        Sandbox(adopting: try InheritedDescriptor.take(ruleset.number, .any), version: ruleset.version)
      }
    }
    let channel: Descriptor
    do throws(SystemCallError) { channel = try InheritedDescriptor.take(seat.channel, .streamLink) } catch {
      throw .descriptor(field: "channel", error)
    }
    self.channel = WorkerChannel(over: StreamSocket(owning: channel))
    self.scoreboard = scoreboard
    self.slot = slot
    self.metrics = metrics
    self.handover = handover
    self.listeners = listeners
    self.logFiles = logFiles
    confinement = Confinement(identity: seat.identity, sandbox: sandbox)
  }

  /// The channel. It is the taker's from here on.
  consuming func takeChannel() -> WorkerChannel { channel }

  private static func board(_ field: String, _ memory: InheritedSeat.Memory) throws(SpawnError) -> Scoreboard
  {
    try take(field) { () throws(SystemCallError) in
      try Scoreboard(adopting: InheritedDescriptor.take(memory.number, .any), slotCount: memory.count)
    }
  }

  private static func log(_ field: String, _ log: InheritedSeat.Log) throws(SpawnError) -> LogFile {
    try take(field) { () throws(SystemCallError) in
      LogFile(inheriting: try InheritedDescriptor.take(log.number, .output), openedAt: log.path)
    }
  }

  private static func take<Part>(
    _ field: String, _ body: () throws(SystemCallError) -> Part
  ) throws(SpawnError) -> Part {
    do throws(SystemCallError) { return try body() } catch { throw .descriptor(field: field, error) }
  }
}
