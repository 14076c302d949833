/// Why workers are forked.
package enum SpawnReason: String, Sendable {
  /// A new generation is being started.
  case reload
  /// The pool is being filled to its start size.
  case start
  /// Fewer spare workers than the minimum.
  case spareBelowMinimum = "spare-below-minimum"
  /// Connections wait in the listener's queue beyond what the spare workers will take.
  case connectionsWaiting = "connections-waiting"
}
