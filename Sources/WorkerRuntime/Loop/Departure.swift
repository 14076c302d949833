/// Why and how a worker is on its way out.
enum Departure: Equatable, Sendable {
  /// Told to finish what it has (`K`), at its clients' leisure.
  case ordered
  /// Told to finish soon (`D`).
  case draining
  /// Has served its number of connections.
  case connectionLimit
  /// Its supervisor is gone.
  case orphaned

  /// Whether an idle client may use all of its keep-alive timeout.
  var isPatient: Bool {
    switch self {
    case .ordered, .connectionLimit: true
    case .draining, .orphaned: false
    }
  }
}
