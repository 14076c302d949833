#if NIO
  public import NIOCore
  import NIOPosix
  public import Prefork

  /// Prepares the channel of a connection that was accepted, on its event loop; what
  /// `ServerBootstrap.childChannelInitializer` takes.
  public typealias ChannelInitializer = @Sendable (any Channel) -> EventLoopFuture<Void>

  /// Where a SwiftNIO server hands itself over to Prefork.
  ///
  /// ```swift
  /// import NIOCore
  /// import NIOHTTP1
  /// import PreforkNIO
  ///
  /// try PreforkNIO.serve { worker in
  ///   { channel in
  ///     channel.pipeline.configureHTTPServerPipeline().flatMap { channel.pipeline.addHandler(Greeter()) }
  ///   }
  /// }
  /// ```
  ///
  /// The program takes the flags, the environment and the configuration file that `ServerCLI` takes.
  public enum PreforkNIO {
    /// Serves until the server is told to stop: many connections at a time in each worker, on one event loop.
    ///
    /// The closure is called in each worker, after its fork. Nothing of NIO may be used before: event loops are threads, and
    /// with threads the parent refuses to fork. In a worker `MultiThreadedEventLoopGroup.singleton` is the group of its one
    /// event loop.
    ///
    /// - Parameter makeInitializer: Makes what prepares a worker's channels. If it throws, the worker ends, the log says why,
    ///   and another is tried, the slower the more often.
    /// - Throws: Nothing at present. What is wrong with flags or files is told on standard error and ends the process with
    ///   a status other than 0.
    public static func serve(_ makeInitializer: @escaping (Worker) throws -> ChannelInitializer) throws {
      try serve(
        EmbeddedApplication { worker in
          ChannelService(initialize: try makeInitializer(worker))
        })
    }

    /// Serves what makes a service in each worker.
    package static func serve(_ application: EmbeddedApplication) throws {
      Prefork.run(HostedApplication(application))
    }
  }
#endif
