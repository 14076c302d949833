/// Answers requests with async functions: while one waits, others go on, all on the worker's one thread.
///
/// A worker has up to `--connections-per-worker` requests in hand at a time; with the default of 1 it has one. **Requests that are
/// interleaved in one worker die together:** a trap in one of them ends the process, and each of the others is answered with
/// 500 unless its response has begun to leave. What waits rather than computes, such as a handler that asks other
/// services, gains more by async than it risks; what computes belongs into a ``RequestHandler``.
///
/// Handlers run on the worker's own event loop, by a task executor: no thread is started for them. `Task.sleep`, actors, and
/// code of the main actor run there, too. Blocking calls stop the whole worker.
///
/// `--request-timeout` counts for the oldest request that a worker has in hand, whether it computes or waits: when its time is
/// up the worker ends, and all its requests with it. Ask other services with a timeout of your own that is shorter.
public protocol AsyncRequestHandler: Sendable {
  /// Answers a request.
  ///
  /// Its task is cancelled when the client leaves; and when the worker retires while it streams content of unknown length,
  /// which might never end.
  ///
  /// - Parameter request: The request.
  /// - Returns: The whole response, or its beginning and a closure that writes the rest with an ``AsyncResponseWriter``.
  /// - Throws: As for ``RequestHandler/respond(to:)``.
  func respond(to request: AsyncRequest) async throws -> AsyncResponse
}
