/// A new generation of workers on its way to take over from the present one.
///
/// The old generation goes on serving, and is regulated as before, until as many of the new are ready as are wanted.
struct Transition: Equatable, Sendable {
  /// The number of the new generation.
  let generation: UInt32
  /// What the pool will be kept within.
  var limits: PoolLimits
  /// How many workers of the new generation must have become ready; at least 1, so that none takes over untried.
  let wanted: Int
  /// How many of them are still to be forked.
  var unforked: Int
  /// How many have become ready, whatever became of them later.
  var ready = 0
  /// When the new generation is given up unless it is ready.
  let deadline: SuspendingClock.Instant

  init(
    to generation: UInt32, limits: PoolLimits, wanted: Int, deadline: SuspendingClock.Instant
  ) {
    self.generation = generation
    self.limits = limits
    self.wanted = wanted
    unforked = wanted
    self.deadline = deadline
  }
}
