/// Which idle worker the kernel wakes for a connection when several wait.
///
/// With EPOLLEXCLUSIVE the wake-up goes to the waiting worker that registered the listener first.
package enum AcceptOrder: String, Sendable, CaseIterable {
  /// Leave it at that: a few warm workers do the work, the others stay cold and cost nothing, and a surplus can be
  /// retired at the cold end. Right wherever a worker takes one connection at a time.
  case skewed
  /// Each worker goes to the end of the queue every 16th connection, as nginx does: all age and grow alike.
  case even
}
