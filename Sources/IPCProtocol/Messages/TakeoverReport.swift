/// What a server that was started to take another's place tells that one. On the wire each is one byte, an ASCII letter.
package enum TakeoverReport: UInt8, Sendable, CaseIterable {
  /// `T`: my workers are ready and the listeners are mine.
  case takenOver = 0x54
  /// `X`: the program could not be executed; the exit code is the reason, an errno.
  case notExecuted = 0x58
}

/// Either end of the link between a server and its successor.
package typealias TakeoverChannel = Channel<TakeoverReport, TakeoverReport>
