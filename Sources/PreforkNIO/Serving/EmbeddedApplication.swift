#if NIO
  import NIOCore
  package import Prefork

  /// A program whose workers each run an event loop.
  package struct EmbeddedApplication: ApplicationLifeCycle {
    private let makeService: (Worker) throws -> any ConnectionService

    package init(_ makeService: @escaping (Worker) throws -> any ConnectionService) {
      self.makeService = makeService
    }

    package func afterFork(_ worker: Worker) throws -> NIOServer {
      // Before anything makes the group of which this is the size: a worker is one event loop, its siblings are the others.
      NIOSingletons.groupLoopCountSuggestion = 1
      return NIOServer(try makeService(worker), logger: worker.logger)
    }
  }
#endif
