import IPCProtocol

/// What `ServerCLI top` knows: the latest look at the server and how it was before.
package struct TopModel: Equatable, Sendable {
  /// Where the server is asked.
  package let address: String
  package private(set) var latest: PoolSnapshot?
  /// What happened between the latest two looks.
  package private(set) var rate: TrafficRate?
  /// Spare workers and requests per second at each look, oldest first.
  package private(set) var spare: [Double] = []
  package private(set) var requests: [Double] = []
  /// Why the latest look failed, nil if it did not.
  package private(set) var problem: String?

  /// More than the columns of any terminal.
  private static let memory = 1000

  package init(address: String) { self.address = address }

  package mutating func observe(_ snapshot: PoolSnapshot) {
    problem = nil
    if let latest, latest.pool.startedAt != snapshot.pool.startedAt {
      // Another server at the same place: its history begins now.
      spare = []
      requests = []
    }
    rate = latest.flatMap { TrafficRate(from: $0, to: snapshot) }
    latest = snapshot
    Self.append(Double(snapshot.pool.idle + snapshot.pool.starting), to: &spare)
    if let rate { Self.append(rate.requestsPerSecond, to: &requests) }
  }

  package mutating func fail(_ reason: String) { problem = reason }

  private static func append(_ value: Double, to history: inout [Double]) {
    if history.count >= memory { history.removeFirst() }
    history.append(value)
  }
}
