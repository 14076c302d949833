import ArgumentParser
import Glibc
import Logging
import Prefork

/// A program as users of the library write them, with a path for everything that can go right or wrong.
@main
struct HostingFixture: Application {
  struct Options: ParsableArguments {
    @Option(help: "What /greeting answers.")
    var greeting = "Hello"

    @Option(help: "What fails or misbehaves: beforeFork, afterFork, thread, early-thread or hang.")
    var fault = ""
  }

  static let version = "1.2.3"

  private var options = Options()
  private let parent = getpid()

  static func main() throws {
    let arguments = CommandLine.arguments
    // As a library would that a program starts first of all.
    if arguments.contains("early-thread") { try HostingFixture().startThread() }
    if arguments.contains("hang"), unsafe getenv("PREFORK_WORKER") != nil { while true { _ = pause() } }
    try Prefork.serve(HostingFixture())
  }

  mutating func beforeFork(_ options: Options) throws {
    self.options = options
    Logger(label: "fixture").notice("beforeFork called", metadata: ["pid": "\(getpid())"])
    switch options.fault {
    case "beforeFork": throw Fault(hook: "beforeFork")
    case "thread": try startThread()
    default: break
    }
  }

  func afterFork(_ worker: Worker) throws -> FixtureHandler {
    if options.fault == "afterFork" { throw Fault(hook: "afterFork") }
    worker.logger.notice("afterFork called")
    return FixtureHandler(greeting: options.greeting, worker: worker, parent: parent)
  }

  func ready(_ worker: Worker, _ handler: FixtureHandler) { worker.logger.notice("ready called") }

  func beforeExit(_ worker: Worker, _ handler: FixtureHandler) {
    worker.logger.notice("beforeExit called", metadata: ["answered": "\(handler.count)"])
  }

  private func startThread() throws {
    var thread = pthread_t()
    // The thread has no argument and needs no memory of ours; pause(2) returns for signals only.
    let error = unsafe pthread_create(&thread, nil, { _ in while true { _ = pause() } }, nil)
    if error != 0 { throw Fault(hook: "thread") }
  }
}

struct Fault: Error, CustomStringConvertible {
  let hook: String
  var description: String { "the fault of \(hook)" }
}
