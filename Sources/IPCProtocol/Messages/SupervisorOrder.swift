/// What a supervisor tells a worker. On the wire each is one byte, an ASCII letter.
// For the attribute see MonotonicTime of LinuxIO.
@usableFromInline package enum SupervisorOrder: UInt8, Sendable, CaseIterable {
  /// `K`: finish what you have and what the listener already gave you, and leave. A connection that is idle between two
  /// requests may stay until its keep-alive timeout.
  case leave = 0x4b
  /// `D`: as `K`, but soon: the server is stopping, and idle connections are closed in a moment.
  case drain = 0x44
  /// `W`: look at the listener; a sibling died and may have taken a wake-up with it.
  case wake = 0x57
  /// `P`: pressure. Clients wait and no worker is free: let go of a connection that is idle between two requests.
  case relieve = 0x50
  /// `H`: heartbeat. Answer on the scoreboard.
  case ping = 0x48
  /// `L`: open your logs again; they were renamed.
  case reopenLogs = 0x4c
}
