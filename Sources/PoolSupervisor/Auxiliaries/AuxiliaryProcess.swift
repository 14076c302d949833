import IPCProtocol
import LinuxIO

/// An ``Auxiliary`` and the process that lives it at present.
final class AuxiliaryProcess {
  let auxiliary: Auxiliary
  let slot: ScoreboardSlot
  /// The process while there is one.
  var incarnation: Incarnation?
  private(set) var backoff = SpawnBackoff()

  /// Who lived this long did not fail at its start.
  private static let settled = Duration.seconds(10)

  init(_ auxiliary: Auxiliary, slot: ScoreboardSlot) {
    self.auxiliary = auxiliary
    self.slot = slot
  }

  /// What every other child must close.
  var descriptorNumbers: [Int32] {
    auxiliary.descriptors + (incarnation.map { [$0.process.number, $0.channel.number] } ?? [])
  }

  /// Whether it is to be forked now.
  func isDue(at now: SuspendingClock.Instant) -> Bool { incarnation == nil && backoff.allows(at: now) }

  /// Takes note of an end, or of a fork that failed.
  ///
  /// - Parameters:
  ///   - age: How long it lived.
  ///   - now: The time.
  /// - Returns: When to try again, from now.
  func fail(age: Duration, at now: SuspendingClock.Instant) -> Duration {
    if age >= Self.settled { backoff = SpawnBackoff() }
    return backoff.fail(at: now)
  }
}

extension AuxiliaryProcess {
  /// One process.
  final class Incarnation {
    let process: ProcessDescriptor
    let channel: SupervisorChannel
    let startedAt = SuspendingClock.now
    /// Whether its channel may still bring a message.
    var isHeard = true

    init(process: consuming ProcessDescriptor, channel: consuming SupervisorChannel) {
      self.process = process
      self.channel = channel
    }
  }
}
