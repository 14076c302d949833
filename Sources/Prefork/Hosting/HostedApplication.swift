import Launch
import LinuxIO
import PoolSupervisor

/// An application as what the server launches.
struct HostedApplication<Hosted: Application>: HostedProgram {
  private let application: Hosted

  init(_ application: Hosted) { self.application = application }

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
    var application = application
    do { try application.beforeFork(options) } catch { throw .program(error) }
    if let threads = Fork.threadCount, threads > 1 { throw .program(ThreadsBeforeFork(count: threads)) }
    let seat = HandlerSeat<Hosted>(application)
    return Workload(whenReady: seat.ready, beforeExit: seat.beforeExit, makeHandler: seat.occupy)
  }

  func faults(in options: Hosted.Options) -> [LaunchError] { [] }

  func readableDirectories(_ options: Hosted.Options) -> [Directory] { [] }
}
