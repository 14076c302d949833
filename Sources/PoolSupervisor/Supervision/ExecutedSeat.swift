package import IPCProtocol

/// What a worker, or a side process, is given that is a new execution of the program: as ``WorkerSeat`` and
/// ``AuxiliarySeat``, with numbers of descriptors that it is to inherit.
package struct ExecutedSeat: Sendable {
  /// The child's end of its channel.
  package let channel: Int32
  /// What there is to know about the pool.
  package let scoreboard: Scoreboard
  /// Where the child's slot lies; the same for a worker.
  package let board: Scoreboard
  package let slotIndex: Int
  /// Which worker this is; 0 for a side process.
  package let id: WorkerID
  package let generation: UInt32
  package let connectionLimit: Int?
  package let requestLimit: Int?
}
