import IPCProtocol
import Launch
import LinuxIO
import PoolSupervisor
import WorkerRuntime

/// An application as what the server launches.
struct HostedApplication<Hosted: ApplicationLifeCycle>: HostedProgram {
  private let application: Hosted
  /// What a worker calls.
  private let wrap: (Hosted.Handler, Worker) -> WorkerHandler
  private let sharedMetrics = SharedMetrics()

  init(_ application: Hosted) where Hosted.Handler: RequestHandler {
    self.application = application
    wrap = { .synchronous(HostedHandler($0, in: $1)) }
  }

  init(_ application: Hosted) where Hosted.Handler: AsyncRequestHandler {
    self.application = application
    wrap = { .asynchronous(AsyncHostedHandler($0, in: $1)) }
  }

  static var about: ProgramDescription {
    ProgramDescription(
      name: Self.name, abstract: Hosted.abstract, discussion: "", version: Hosted.version)
  }

  /// What the program was called by, without its folders.
  private static var name: String {
    let path = CommandLine.arguments.first ?? ""
    return path.split(separator: "/").last.map(String.init) ?? "server"
  }

  func workload(_ options: Hosted.Options, limits: PoolLimits) throws(LaunchError) -> Workload {
    try shareMetrics(nil)
    var application = application
    do { try application.beforeFork(options) } catch { throw .program(error) }
    let seat = HandlerSeat<Hosted>(application, wrap)
    return Workload(whenReady: seat.ready, beforeExit: seat.beforeExit, makeHandler: seat.occupy)
  }

  func shareMetrics(_ table: MetricTable?) throws(LaunchError) {
    if Hosted.sharesMetrics { try sharedMetrics.begin(adopting: table) }
  }

  var metrics: MetricTable? { sharedMetrics.table }

  func faults(in options: Hosted.Options) -> [LaunchError] { [] }

  func readableDirectories(_ options: Hosted.Options) -> [Directory] { [] }
}
