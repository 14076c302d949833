import IPCProtocol
import LinuxIO

/// A server that was started to take this one's place.
final class Upgrade {
  enum Phase: Equatable {
    /// It is to become ready before the deadline.
    case starting(deadline: Pool.Instant)
    /// It has taken over.
    case takenOver
    /// It was given up and told to end, and is killed at the deadline.
    case ending(deadline: Pool.Instant)
    /// It was given up and killed.
    case killed
  }

  let process: ProcessDescriptor
  let channel: TakeoverChannel
  var phase: Phase
  /// Whether its channel may still bring a message.
  var isHeard = true
  /// Whether it said that there was nothing to execute.
  var wasNotExecuted = false
  /// Whether a reload was ordered meanwhile: whoever serves in the end is to read the configuration then.
  var owesReload = false
  /// Whether the logs were to be opened anew meanwhile, which the new server may have opened before they were renamed.
  var owesReopening = false

  /// How long one that was given up may take to end.
  static let timeToEnd = Duration.seconds(10)

  init(_ process: consuming ProcessDescriptor, _ channel: consuming TakeoverChannel, deadline: Pool.Instant) {
    self.process = process
    self.channel = channel
    phase = .starting(deadline: deadline)
  }

  var isStarting: Bool { if case .starting = phase { true } else { false } }

  /// When something must be done even if nothing happens.
  var deadline: Pool.Instant? {
    switch phase {
    case .starting(let deadline), .ending(let deadline): deadline
    case .takenOver, .killed: nil
    }
  }
}
