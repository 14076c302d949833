package import LinuxIO
import Logging
package import WorkerRuntime

/// What a program's workers do, made once for a generation of them.
package struct Workload {
  /// Makes what answers a worker's requests: in the worker, right after its fork.
  package var makeHandler: (WorkerIdentity) throws -> WorkerHandler
  /// What the worker does when it has begun to accept connections.
  package var whenReady: (WorkerIdentity) -> Void
  /// What it does when its last request is answered. A worker that crashes or is killed does not come here.
  package var beforeExit: (WorkerIdentity) -> Void
  /// What a sandboxed worker may read.
  package var readableDirectories: [Directory]

  package init(
    readableDirectories: [Directory] = [],
    whenReady: @escaping (WorkerIdentity) -> Void = { _ in },
    beforeExit: @escaping (WorkerIdentity) -> Void = { _ in },
    makeHandler: @escaping (WorkerIdentity) throws -> WorkerHandler
  ) {
    self.makeHandler = makeHandler
    self.whenReady = whenReady
    self.beforeExit = beforeExit
    self.readableDirectories = readableDirectories
  }

  /// The handler; nil where it could not be made, which the log then says.
  func handler(in worker: WorkerIdentity, toldTo logger: Logger) -> WorkerHandler? {
    do { return try makeHandler(worker) } catch {
      logger.error(
        "worker cannot start", metadata: ["worker": "\(worker.number)", "reason": "\(error)"])
      return nil
    }
  }
}
