import IPCProtocol
import LinuxIO
import PoolSupervisor
import WorkerRuntime

/// Executes the program anew for workers and side processes, with all that they inherit.
struct SeatExecutor: SeatExecution {
  let role: InheritedSeat.Role
  let listeners: [Listener]
  /// Nil for a side process.
  let handover: HandoverQueue?
  let metrics: MetricTable?
  let errorLog: LogFile
  let accessLog: LogFile?
  let confinement: Confinement
  /// See ``InheritedSeat/arguments``.
  let arguments: [String]
  let surroundings: ExecutionSurroundings

  func execute(_ seat: ExecutedSeat) throws(SystemCallError) -> Int32 {
    var inherited = inheritance(seat)
    // The seat's own file comes first and the channel last; every other one where it stands between.
    let numbers = inherited.descriptors.filter { $0 != seat.channel } + [seat.channel]
    let first: Int32 = 4
    inherited.renumber { number in
      first + Int32(numbers.firstIndex(of: number) ?? 0)
    }
    let file = try MemoryFile(inherited.encoded)
    return try Executable.ofThisProcess.start(
      inheriting: [file.number] + numbers, tellingFailureBy: WorkerReport.notExecuted.rawValue,
      environment: surroundings.environment + ["\(InheritedSeat.variable)=\(first - 1)"],
      for: .childhood(ignoring: Supervisor.ownSignals))
  }

  /// With the numbers of this process.
  private func inheritance(_ seat: ExecutedSeat) -> InheritedSeat {
    let isWorker = role == .worker
    return InheritedSeat(
      role: role, supervisor: Fork.pid, processName: surroundings.processName, channel: seat.channel,
      scoreboard: .init(number: seat.scoreboard.descriptorNumber, count: seat.scoreboard.slotCount),
      ownBoard: isWorker ? nil : .init(number: seat.board.descriptorNumber, count: seat.board.slotCount),
      slot: seat.slotIndex, worker: seat.id.rawValue, generation: seat.generation,
      connectionLimit: seat.connectionLimit, requestLimit: seat.requestLimit,
      metrics: metrics.map { .init(number: $0.descriptorNumber, count: $0.capacity) },
      handover: handover.map { .init(sender: $0.descriptorNumbers[0], receiver: $0.descriptorNumbers[1]) },
      // What this process has given up is another thing by now.
      listeners: listeners.filter { !$0.isLetGo }.map(\.handle), errorLog: Self.log(errorLog),
      accessLog: accessLog.flatMap { Self.log($0) }, identity: confinement.identity,
      ruleset: confinement.sandbox.map { .init(number: $0.number, version: $0.version) }, arguments: arguments
    )
  }

  private static func log(_ file: LogFile) -> InheritedSeat.Log? {
    file.path.map { InheritedSeat.Log(number: file.number, path: $0) }
  }
}

extension InheritedSeat {
  /// Changes every descriptor's number.
  mutating func renumber(_ change: (Int32) -> Int32) {
    channel = change(channel)
    scoreboard.number = change(scoreboard.number)
    if let present = ownBoard { ownBoard?.number = change(present.number) }
    if let present = metrics { metrics?.number = change(present.number) }
    if let present = handover {
      handover = Queue(sender: change(present.sender), receiver: change(present.receiver))
    }
    for index in listeners.indices { listeners[index].number = change(listeners[index].number) }
    if let present = errorLog { errorLog?.number = change(present.number) }
    if let present = accessLog { accessLog?.number = change(present.number) }
    if let present = ruleset { ruleset?.number = change(present.number) }
  }
}
