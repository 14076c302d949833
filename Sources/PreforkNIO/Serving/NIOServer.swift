#if NIO
  package import LinuxIO
  package import Logging
  package import NIOCore
  import NIOPosix
  import Synchronization
  package import WorkerRuntime

  /// A worker's connections on event loops of SwiftNIO.
  ///
  /// The worker's main thread accepts and hands each descriptor over, so the listener is never NIO's: adopting it would set
  /// its backlog anew, wake every idle worker for each connection, and leave the kernel's wake-ups to be lost.
  package final class NIOServer: EmbeddedServer, Sendable {
    private struct State {
      var context: EmbeddedContext?
      var group: (any EventLoopGroup)?
      var connections: [UInt64: ServedConnection] = [:]
      /// The time that idle connections are given, once the worker leaves.
      var retirement: Duration?
    }

    private let state = Mutex(State())
    private let service: any ConnectionService
    private let logger: Logger

    package init(_ service: any ConnectionService, logger: Logger) {
      self.service = service
      self.logger = logger
    }

    // MARK: - What the service tells

    /// Connections may come.
    ///
    /// - Parameter group: Whose event loops serve them.
    package func becameReady(on group: any EventLoopGroup) {
      let logger = logger
      for loop in group.makeIterator() {
        loop.execute {
          // A stack that overflows on this thread can be told of only on another.
          do throws(SystemCallError) { try CrashSignals.useAlternateStack() } catch {
            logger.warning("a stack overflow will go untold", metadata: ["reason": "\(error.errno)"])
          }
        }
      }
      let context = state.withLock { state in
        state.group = group
        return state.context
      }
      context?.events.becameReady()
    }

    /// The service serves no more.
    package func ended(_ ending: EmbeddedEvents.Ending) {
      state.withLock(\.context)?.events.ended(ending)
    }

    /// Whether the worker is on its way out, so that a connection should end with its next response.
    package var isRetiring: Bool { state.withLock { $0.retirement != nil } }

    /// Where the worker listens.
    package var addresses: [LinuxIO.SocketAddress] { state.withLock { $0.context?.addresses ?? [] } }

    // MARK: - What the worker tells

    package func start(_ context: EmbeddedContext) {
      state.withLock { $0.context = context }
      service.start(for: self)
    }

    package func take(_ socket: consuming StreamSocket, from origin: ConnectionOrigin) {
      // Both are there: nothing is accepted before the service is ready.
      guard
        let (context, group) = state.withLock({ state in
          state.context.flatMap { context in state.group.map { (context, $0) } }
        })
      else { return }
      let number = socket.release()
      let loop = group.next()
      loop.execute { self.open(number, from: origin, on: loop, context) }
    }

    private func open(
      _ number: Int32, from origin: ConnectionOrigin, on loop: any EventLoop, _ context: EmbeddedContext
    ) {
      context.events.tookConnection()
      let isKnown = NIOLoopBoundBox(false, eventLoop: loop)
      let opened = ClientBootstrap(group: loop)
        // As Hummingbird's and NIO's own servers have it: a client may end its direction and wait for the answer.
        .channelOption(.allowRemoteHalfClosure, value: true)
        .channelInitializer { channel in
          isKnown.value = true
          return self.initialize(
            ServedConnection(origin, channel, of: self, requests: context.requests), context)
        }
        .withConnectedSocket(number)
      opened.whenFailure { error in
        self.logger.debug("a connection could not be served", metadata: ["reason": "\(error)"])
        if !isKnown.value { context.events.closedConnection() }
      }
    }

    private func initialize(_ connection: ServedConnection, _ context: EmbeddedContext) -> EventLoopFuture<
      Void
    > {
      let number = connection.origin.number
      let retirement = state.withLock { state in
        state.connections[number] = connection
        return state.retirement
      }
      connection.channel.closeFuture.whenComplete { _ in
        self.state.withLock { $0.connections[number] = nil }
        context.events.closedConnection()
      }
      if let retirement { connection.retire(after: retirement) }
      return service.initialize(connection)
    }

    package func retire(after moment: Duration) {
      let connections = state.withLock { state in
        state.retirement = moment
        return Array(state.connections.values)
      }
      for connection in connections { connection.retire(after: moment) }
    }

    package func relieve() {
      for connection in state.withLock({ Array($0.connections.values) }) { connection.quiesce() }
    }

    package func ping(_ answer: @escaping @Sendable () -> Void) {
      guard let group = state.withLock(\.group) else { return answer() }
      let loops = group.makeIterator().map { $0.submit {} }
      EventLoopFuture.andAllComplete(loops, on: group.any()).whenComplete { _ in answer() }
    }

    package func stop() { service.stop(for: self) }
  }
#endif
