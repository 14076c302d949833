import Logging

/// Which request of which worker: what its name and its logger are made of.
struct RequestIdentity: Sendable {
  let worker: Worker
  /// Which connection of the worker, and which request on it, both from 1.
  let connection: UInt64
  let request: Int

  /// Such as `12.340.2`.
  var text: String { "\(worker.number).\(connection).\(request)" }

  var logger: Logger {
    var logger = worker.logger
    logger[metadataKey: "request"] = "\(text)"
    return logger
  }
}
