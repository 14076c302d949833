public import Logging

/// One child of the server, as an application sees it.
public struct Worker: Sendable, CustomStringConvertible {
  /// The first worker of a server has the number 1; one that replaces another has a number of its own.
  public let number: Int
  /// Its process id.
  public let pid: Int32
  /// Which generation it belongs to: 1 at the start, one more with each reload.
  public let generation: Int
  /// Logs with the process id and the generation as metadata, where the server logs.
  public let logger: Logger

  package init(number: Int, pid: Int32, generation: Int) {
    self.number = number
    self.pid = pid
    self.generation = generation
    var logger = Logger(label: "worker")
    logger[metadataKey: "pid"] = .stringConvertible(pid)
    logger[metadataKey: "generation"] = .stringConvertible(generation)
    self.logger = logger
  }

  /// Such as `worker 12 (pid 4711)`.
  public var description: String { "worker \(number) (pid \(pid))" }
}
