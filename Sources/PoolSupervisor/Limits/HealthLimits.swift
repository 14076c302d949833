/// When a worker counts as hung, old or bloated; nil for never.
package struct HealthLimits: Equatable, Sendable {
  /// How long a handler may work on one request without waiting for its client.
  package var requestTimeout: Duration?
  /// How long a worker may give no sign of life while no handler is at work.
  package var workerTimeout: Duration?
  /// How long a worker may take to become ready.
  package var bootTimeout: Duration?
  /// Age after which a worker is replaced, up to a tenth less by chance.
  package var maxLifetime: Duration?
  /// Memory of its own after which a worker is replaced, in bytes, up to a tenth less by chance.
  package var maxMemory: UInt64?
  /// Requests after which a worker is replaced, up to a tenth fewer by chance.
  package var maxRequests: Int?
  /// How long a worker that was told to abort may take before it is killed.
  package var killGrace: Duration

  package init(
    requestTimeout: Duration? = nil, workerTimeout: Duration? = nil, bootTimeout: Duration? = nil,
    maxLifetime: Duration? = nil, maxMemory: UInt64? = nil, maxRequests: Int? = nil,
    killGrace: Duration = .seconds(5)
  ) {
    self.requestTimeout = requestTimeout
    self.workerTimeout = workerTimeout
    self.bootTimeout = bootTimeout
    self.maxLifetime = maxLifetime
    self.maxMemory = maxMemory
    self.maxRequests = maxRequests
    self.killGrace = killGrace
  }
}
