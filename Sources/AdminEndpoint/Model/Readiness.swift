package import IPCProtocol

/// Whether a load balancer should send clients here.
package enum Readiness: String, Sendable {
  case ready
  /// The first workers are not ready yet.
  case starting
  case stopping
  /// Workers die as soon as they are forked, and none that is ready is left.
  case degraded
  /// An operator retired all workers; who connects waits for a reload.
  case dormant

  package init(_ pool: PoolRecord) {
    switch pool.phase {
    case .starting: self = .starting
    case .stopping: self = .stopping
    case .dormant: self = .dormant
    case .running, .reloading: self = pool.isDegraded && pool.idle + pool.busy == 0 ? .degraded : .ready
    }
  }

  /// The word for people: a pool that serves although workers keep dying is not silent about it.
  package func text(_ pool: PoolRecord) -> String {
    self == .ready && pool.isDegraded ? "ready, though degraded" : rawValue
  }
}

extension PoolRecord.Phase {
  /// The word for people.
  package var name: String {
    switch self {
    case .starting: "starting"
    case .running: "running"
    case .reloading: "reloading"
    case .stopping: "stopping"
    case .dormant: "dormant"
    }
  }
}
