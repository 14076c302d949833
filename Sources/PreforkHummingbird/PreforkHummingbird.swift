#if Hummingbird
  public import Hummingbird
  public import Prefork
  import PreforkNIO

  /// Where a Hummingbird application hands itself over to Prefork, in its last line.
  ///
  /// ```swift
  /// import Hummingbird
  /// import PreforkHummingbird
  ///
  /// func buildApplication() throws -> some ApplicationProtocol {
  ///   let router = Router()
  ///   router.get("/") { _, _ in "Hello\n" }
  ///   return Application(router: router)
  /// }
  ///
  /// try PreforkHummingbird.serve { try buildApplication() }
  /// ```
  ///
  /// The program takes the flags, the environment and the configuration file that `ServerCLI` takes. Address and backlog are
  /// `--listen` and `--backlog`, whatever the application's configuration says.
  public enum PreforkHummingbird {
    /// Serves until the server is told to stop.
    ///
    /// - Parameter makeApplication: Makes the application; called in each worker, after its fork. An application must not be
    ///   made before: its event loops are threads, and with threads the parent refuses to fork. If it throws, the worker
    ///   ends, the log says why, and another is tried, the slower the more often.
    /// - Throws: Nothing at present. What is wrong with flags or files is told on standard error and ends the process with
    ///   a status other than 0.
    public static func serve<App: ApplicationProtocol>(
      _ makeApplication: @escaping @Sendable () async throws -> App
    ) throws {
      try serve { (_: Worker) in try await makeApplication() }
    }

    /// Serves an application that wants to know which worker it is in.
    ///
    /// - Parameter makeApplication: As in ``serve(_:)-(()->App)``.
    /// - Throws: As there.
    public static func serve<App: ApplicationProtocol>(
      _ makeApplication: @escaping @Sendable (Worker) async throws -> App
    ) throws {
      try PreforkNIO.serve(
        EmbeddedApplication { worker in HummingbirdService { try await makeApplication(worker) } })
    }
  }
#endif
