package import LinuxIO

/// What a worker's crash handler wrote before it let the worker die.
package struct CrashRecord: Equatable, Sendable {
  /// What became of the request in hand.
  package enum Answer: UInt8, Sendable {
    /// None was in hand.
    case noRequest
    /// Its client was told: 500, or 503 when its time was up.
    case answered
    /// Some of the response had left, so that the connection was cut.
    case cut
    /// All of the response had left; the rest of the request's body was being thrown away.
    case complete
    /// Another worker was given it.
    case retried
    /// The client could not be reached any more.
    case unreachable
    /// Its connection was cut, whatever had left: only the library that served it could have answered.
    case reset
  }

  package let signal: Int32
  /// The instruction that raised it; the offset is 0 where the machine does not tell.
  package let instruction: ProgramAddress.Place
  /// The address that the signal is about if that is not the instruction, else 0; see sigaction(2), `si_addr`.
  package let address: UInt64
  /// The process that sent it, 0 where the instruction raised it.
  package let sender: Int32
  /// When, in nanoseconds of CLOCK_MONOTONIC.
  package let time: UInt64
  package let answer: Answer
  /// Other connections of the worker that were handed over to its siblings, and those that could not be.
  package let connectionsHandedOver: Int
  package let connectionsLost: Int

  package init(
    signal: Int32, instruction: ProgramAddress.Place, address: UInt64, sender: Int32, time: UInt64,
    answer: Answer,
    connectionsHandedOver: Int, connectionsLost: Int
  ) {
    self.signal = signal
    self.instruction = instruction
    self.address = address
    self.sender = sender
    self.time = time
    self.answer = answer
    self.connectionsHandedOver = connectionsHandedOver
    self.connectionsLost = connectionsLost
  }
}
