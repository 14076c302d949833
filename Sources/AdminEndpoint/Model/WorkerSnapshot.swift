/// One worker at one moment. Times are nanoseconds of CLOCK_MONOTONIC.
package struct WorkerSnapshot: Equatable, Sendable {
  package var pid: Int32
  /// Which worker it is; numbers only grow.
  package var number: UInt32
  package var generation: UInt32
  package var condition: WorkerCondition
  /// Since when it is in that condition.
  package var since: UInt64
  package var forkedAt: UInt64
  /// Connections accepted.
  package var connections: UInt64
  /// Connections it holds, including those that are idle.
  package var openConnections: UInt64
  /// Requests answered.
  package var requests: UInt64
  package var bytesSent: UInt64
  /// Memory it shares with nobody, in bytes; 0 while that has not been measured.
  package var privateMemory: UInt64
  package var request: CurrentRequest?

  package init(
    pid: Int32, number: UInt32, generation: UInt32, condition: WorkerCondition, since: UInt64,
    forkedAt: UInt64, connections: UInt64, openConnections: UInt64, requests: UInt64, bytesSent: UInt64,
    privateMemory: UInt64, request: CurrentRequest?
  ) {
    self.pid = pid
    self.number = number
    self.generation = generation
    self.condition = condition
    self.since = since
    self.forkedAt = forkedAt
    self.connections = connections
    self.openConnections = openConnections
    self.requests = requests
    self.bytesSent = bytesSent
    self.privateMemory = privateMemory
    self.request = request
  }
}
