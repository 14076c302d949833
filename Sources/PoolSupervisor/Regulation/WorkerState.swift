/// What a worker is doing, as far as the supervisor has been told.
package enum WorkerState: String, Sendable, CaseIterable {
  /// Forked, not heard of yet. Counts as spare: it was forked because a spare worker was missing.
  case starting
  case idle
  case busy
  /// On its way out, by order or by its own limit. It takes no new connection that another could take.
  case retiring
}
