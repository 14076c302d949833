/// What one look at a worker's slot of the scoreboard showed.
package struct WorkerSighting: Equatable, Sendable {
  package let id: WorkerID
  /// Since when a handler is at work, as the worker wrote it; any number that differs from one stretch of work to the
  /// next would do. nil while none is.
  package let handlingSince: UInt64?
  /// The latest ping it has answered.
  package let pong: UInt64
  package let requestsAnswered: UInt64
  /// Memory of its own in bytes, nil when it was not measured this time.
  package let privateMemory: UInt64?

  package init(
    id: WorkerID, handlingSince: UInt64?, pong: UInt64, requestsAnswered: UInt64, privateMemory: UInt64?
  ) {
    self.id = id
    self.handlingSince = handlingSince
    self.pong = pong
    self.requestsAnswered = requestsAnswered
    self.privateMemory = privateMemory
  }
}
