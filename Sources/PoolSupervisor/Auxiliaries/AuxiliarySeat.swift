package import IPCProtocol

/// What a new ``Auxiliary`` is given.
package struct AuxiliarySeat: ~Copyable {
  let channel: WorkerChannel
  /// A slot of its own, apart from the workers'.
  package let slot: ScoreboardSlot
  /// What there is to know about the pool.
  package let scoreboard: Scoreboard
  /// The process that forked it.
  package let supervisor: Int32

  package init(
    channel: consuming WorkerChannel, slot: ScoreboardSlot, scoreboard: Scoreboard, supervisor: Int32
  ) {
    self.channel = channel
    self.slot = slot
    self.scoreboard = scoreboard
    self.supervisor = supervisor
  }

  /// The way to the supervisor, who speaks to it as to a worker. It is the auxiliary's from here on.
  package consuming func takeChannel() -> WorkerChannel { channel }
}
