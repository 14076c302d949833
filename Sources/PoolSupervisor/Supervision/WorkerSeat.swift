package import IPCProtocol

/// What a new worker is given: the way to its supervisor, its place on the scoreboard, its limit.
package struct WorkerSeat: ~Copyable {
  let channel: WorkerChannel
  /// Which worker this is; the first of a supervisor has the number 1.
  package let id: WorkerID
  /// Which generation of workers it belongs to; that of the start has the number 1.
  package let generation: UInt32
  package let slot: ScoreboardSlot
  /// Connections after which the worker leaves, nil for no limit.
  package let connectionLimit: Int?
  /// Requests after which the worker leaves, nil for no limit.
  package let requestLimit: Int?

  package init(
    channel: consuming WorkerChannel, id: WorkerID, generation: UInt32, slot: ScoreboardSlot,
    connectionLimit: Int?, requestLimit: Int?
  ) {
    self.channel = channel
    self.id = id
    self.generation = generation
    self.slot = slot
    self.connectionLimit = connectionLimit
    self.requestLimit = requestLimit
  }

  /// The way to the supervisor. It is the worker's from here on.
  package consuming func takeChannel() -> WorkerChannel { channel }
}
