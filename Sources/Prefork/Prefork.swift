package import Launch

/// Where a program hands itself over to the server.
///
/// The smallest program:
///
/// ```swift
/// import Prefork
///
/// try Prefork.serve { request in .text("Hello\n") }
/// ```
///
/// It takes the flags, the environment and the configuration file that `ServerCLI` takes, and `--help` lists them.
/// Without any it listens on `http://127.0.0.1:8080/`.
public enum Prefork {
  /// Serves with a closure, one request at a time in each worker, until the server is told to stop.
  ///
  /// The closure is called in forked workers, long after this call: what it captured is a copy there, and what it
  /// changes is the worker's own.
  ///
  /// - Parameter respond: Answers a request; see ``RequestHandler/respond(to:)``.
  /// - Throws: Nothing at present. What is wrong with flags or files is told on standard error and ends the process with
  ///   a status other than 0, as users of a command expect.
  public static func serve(_ respond: @escaping (Request) throws -> Response) throws {
    try serve(ClosureHandler(respond))
  }

  /// Serves with a handler, one request at a time in each worker, until the server is told to stop.
  ///
  /// - Parameter handler: What answers requests. Each worker has a copy of its own, made by the fork.
  /// - Throws: As `serve` with a closure.
  public static func serve(_ handler: some RequestHandler) throws {
    run(HostedApplication(HandlerApplication(handler: handler)))
  }

  /// Serves an application, which takes part in the life of the server and of its workers, until the server is told to
  /// stop.
  ///
  /// - Parameter application: What is served.
  /// - Throws: As `serve` with a closure.
  public static func serve(_ application: some Application) throws {
    run(HostedApplication(application))
  }

  /// Serves with an async closure: as many requests at a time in each worker as `--connections-per-worker` says.
  ///
  /// Requests that are interleaved in one worker die together: see ``AsyncRequestHandler``.
  ///
  /// - Parameter respond: Answers a request; see ``AsyncRequestHandler/respond(to:)``.
  /// - Throws: As `serve` with a closure.
  public static func serveAsync(
    _ respond: @escaping @Sendable (AsyncRequest) async throws -> AsyncResponse
  ) throws {
    try serve(AsyncClosureHandler(respond))
  }

  /// Serves with an async handler: as many requests at a time in each worker as `--connections-per-worker` says.
  ///
  /// - Parameter handler: What answers requests. Each worker has a copy of its own, made by the fork.
  /// - Throws: As `serve` with a closure.
  public static func serve(_ handler: some AsyncRequestHandler) throws {
    run(HostedApplication(AsyncHandlerApplication(handler: handler)))
  }

  /// Serves an application whose handler is async.
  ///
  /// - Parameter application: What is served.
  /// - Throws: As `serve` with a closure.
  public static func serve(_ application: some AsyncApplication) throws {
    run(HostedApplication(application))
  }

  /// Runs the command line of a program.
  package static func run<Program: HostedProgram>(_ program: Program) {
    ServerCommand<Program>.main(program)
  }
}
