#if NIO
  package import NIOCore
  import NIOPosix
  import WorkerRuntime

  /// What serves connections on event loops.
  package protocol ConnectionService: Sendable {
    /// Begins to start. Tells `server` when it has (``NIOServer/becameReady(on:)``), and when it has ended
    /// (``NIOServer/ended(_:)``).
    func start(for server: NIOServer)

    /// Prepares the channel of a connection, on its event loop.
    func initialize(_ connection: ServedConnection) -> EventLoopFuture<Void>

    /// Ends: there is no connection any more.
    func stop(for server: NIOServer)
  }

  /// An initialiser of channels alone as a service.
  struct ChannelService: ConnectionService {
    let initialize: ChannelInitializer

    func start(for server: NIOServer) { server.becameReady(on: MultiThreadedEventLoopGroup.singleton) }

    func initialize(_ connection: ServedConnection) -> EventLoopFuture<Void> {
      initialize(connection.channel)
    }

    func stop(for server: NIOServer) { server.ended(.ordered) }
  }
#endif
