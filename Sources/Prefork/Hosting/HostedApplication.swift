package import IPCProtocol
package import Launch
package import LinuxIO
package import PoolSupervisor
package import WorkerRuntime

/// An application as what the server launches.
package struct HostedApplication<Hosted: ApplicationLifeCycle>: HostedProgram {
  private let application: Hosted
  /// What a worker calls.
  private let wrap: (Hosted.Handler, Worker) -> WorkerHandler
  package let bringsItsOwnHTTP: Bool
  private let sharedMetrics = SharedMetrics()

  init(_ application: Hosted) where Hosted.Handler: RequestHandler {
    self.application = application
    bringsItsOwnHTTP = false
    wrap = { .synchronous(HostedHandler($0, in: $1)) }
  }

  init(_ application: Hosted) where Hosted.Handler: AsyncRequestHandler {
    self.application = application
    bringsItsOwnHTTP = false
    wrap = { .asynchronous(AsyncHostedHandler($0, in: $1)) }
  }

  /// An application whose workers each run a server of another library.
  package init(_ application: Hosted) where Hosted.Handler: EmbeddedServer {
    self.application = application
    bringsItsOwnHTTP = true
    wrap = { server, _ in .embedded(server) }
  }

  package static var about: ProgramDescription {
    ProgramDescription(
      name: Self.name, abstract: Hosted.abstract, discussion: "", version: Hosted.version)
  }

  /// What the program was called by, without its folders.
  private static var name: String {
    let path = CommandLine.arguments.first ?? ""
    return path.split(separator: "/").last.map(String.init) ?? "server"
  }

  package func workload(_ options: Hosted.Options, limits: PoolLimits) throws(LaunchError) -> Workload {
    try shareMetrics(nil)
    var application = application
    do { try application.beforeFork(options) } catch { throw .program(error) }
    let seat = HandlerSeat<Hosted>(application, wrap)
    return Workload(
      whenReady: seat.ready, beforeExit: seat.beforeExit,
      makeHandler: seat.occupy)
  }

  package func shareMetrics(_ table: MetricTable?) throws(LaunchError) {
    if Hosted.sharesMetrics { try sharedMetrics.begin(adopting: table) }
  }

  package var metrics: MetricTable? { sharedMetrics.table }

  package func faults(in options: Hosted.Options) -> [LaunchError] { [] }

  package func readableDirectories(_ options: Hosted.Options) -> [Directory] { [] }
}
