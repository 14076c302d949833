/// Why and how a worker is on its way out.
enum Departure: Equatable, Sendable {
  /// Told to finish what it has (`K`).
  case ordered
  /// Told to empty the listener's queue first (`D`).
  case draining
  /// Has served its number of connections.
  case connectionLimit
  /// Its supervisor is gone.
  case orphaned
}
