#if Hummingbird
  import Hummingbird
  import HummingbirdCore
  import Logging
  import NIOCore
  import PreforkNIO
  import ServiceLifecycle
  import Synchronization
  import WorkerRuntime

  /// A Hummingbird application as what serves a worker's connections: what `ApplicationProtocol.run()` does, without a
  /// listener of its own.
  final class HummingbirdService<App: ApplicationProtocol>: ConnectionService {
    private typealias Initializer = @Sendable (ServedConnection) -> EventLoopFuture<Void>

    private struct State {
      var initializer: Initializer?
      var group: ServiceGroup?
    }

    private let makeApplication: @Sendable () async throws -> App
    private let state = Mutex(State())

    init(_ makeApplication: @escaping @Sendable () async throws -> App) {
      self.makeApplication = makeApplication
    }

    func start(for server: NIOServer) {
      Task {
        do {
          try await self.run(for: server)
          server.ended(.ordered)
        } catch {
          server.ended(.failed("\(error)"))
        }
      }
    }

    private func run(for server: NIOServer) async throws {
      let application = try await makeApplication()
      let responder = ApplicationResponder(application, try await application.responder)
      let child = try application.server.makeChildChannel { request, writer, channel in
        try await responder.respond(to: request, writer, on: channel)
      }
      let initializer = Self.initializer(of: child, logger: application.logger)
      state.withLock { $0.initializer = initializer }
      let serving = ServingService(application: application, server: server)
      let group = ServiceGroup(
        configuration: .init(services: application.services + [serving], logger: application.logger))
      state.withLock { $0.group = group }
      try await group.run()
    }

    private static func initializer<Child: ServerChildChannel>(of child: Child, logger: Logger) -> Initializer
    {
      { connection in
        let channel = connection.channel
        do {
          // On either side of what the set-up begins with, for that may be TLS, which ends on its own way out.
          try channel.pipeline.syncOperations.addHandler(DeferredClose(), position: .first)
          let value = child.setup(channel: channel, logger: logger)
          try channel.pipeline.syncOperations.addHandler(DeferredClose())
          return value.map { value in
            Task(executorPreference: EventLoopExecutor(channel.eventLoop)) {
              await CurrentConnection.$value.withValue(connection) {
                await child.handle(value: value, logger: logger)
              }
            }
          }
        } catch {
          return channel.eventLoop.makeFailedFuture(error)
        }
      }
    }

    func initialize(_ connection: ServedConnection) -> EventLoopFuture<Void> {
      guard let initializer = state.withLock(\.initializer) else {
        return connection.channel.eventLoop.makeFailedFuture(ChannelError.inappropriateOperationForState)
      }
      return initializer(connection)
    }

    func stop(for server: NIOServer) {
      guard let group = state.withLock(\.group) else { return server.ended(.ordered) }
      Task { await group.triggerGracefulShutdown() }
    }
  }

  /// The application's place among its services: after those it depends on have started, and until they are to end.
  private struct ServingService<App: ApplicationProtocol>: Service {
    let application: App
    let server: NIOServer

    func run() async throws {
      for process in application.processesRunBeforeServerStart { try await process() }
      let loop = application.eventLoopGroup.any()
      let channel = ListenerChannel(at: server.addresses.first, on: loop)
      await application.onServerRunning(channel)
      server.becameReady(on: application.eventLoopGroup)
      try await gracefulShutdown()
      try await channel.close()
    }
  }

  /// The connection that the present task serves.
  enum CurrentConnection {
    @TaskLocal static var value: ServedConnection?
  }
#endif
