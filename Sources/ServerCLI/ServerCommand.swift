import ArgumentParser
import PoolSupervisor
import WorkerRuntime

/// `ServerCLI`: turns flags into configuration and wires the layers together.
///
/// A synchronous command: an asynchronous one would start threads before the first fork.
@main
struct ServerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ServerCLI",
    abstract: "A pre-forked, self-regulating web server.",
    usage: """
      ServerCLI [run] [<options>]
      ServerCLI check [<options>]
      ServerCLI status [--admin <address>] [--json]
      ServerCLI top [--admin <address>] [--interval <time>]
      """,
    discussion: """
      Without flags it serves a welcome page on http://127.0.0.1:8080/ from a pool of five workers that grows and \
      shrinks with the load. Ctrl-C prints the pool and stops it.

      Every option can stand in a YAML file that --config names (max-workers: 64) and in the environment \
      (PREFORK_MAX_WORKERS=64). A flag counts before the environment, the environment before the file.

      \(SignalMeaning.table)

      Listeners that a service manager opens (LISTEN_FDS) are used for the addresses of --listen, or all of them \
      without --listen.
      """,
    version: "0.1.0",
    subcommands: [RunCommand.self, CheckCommand.self, StatusCommand.self, TopCommand.self])

  @Option(
    help: ArgumentHelp(
      "Read options from this YAML file; PREFORK_CONFIG names one, too.", valueName: "file"))
  var config: String?

  @Flag(
    help:
      "Print the configuration in effect as such a file, with the source of each value, instead of serving.")
  var printConfig = false

  @OptionGroup(title: "Listeners")
  var listeners: ListenOptions

  @Option(help: "Block every request of the welcome page this long, to watch the pool grow; such as 100ms.")
  var dummyDelay = TimeSpan(.zero)

  @OptionGroup(title: "Files")
  var files: FileOptions

  @OptionGroup(title: "Pool")
  var pool: PoolOptions

  @OptionGroup(title: "Admin")
  var admin: AdminOptions

  @OptionGroup(title: "Crashes")
  var crash: CrashOptions

  @OptionGroup(title: "HTTP")
  var http: HTTPOptions

  @OptionGroup(title: "Processes")
  var processes: ProcessOptions

  @Flag(inversion: .prefixedNo, help: "Wake one worker for a connection (EPOLLEXCLUSIVE) instead of all.")
  var epollExclusive = true

  @Option(
    help: """
      Which idle worker gets a connection: 'skewed' prefers those that wait longest in the pool and keeps them warm, \
      'even' lets all take turns.
      """)
  var acceptOrder = AcceptOrder.skewed

  @Option(help: "How long workers may finish their requests after a stop is ordered.")
  var gracefulTimeout = TimeSpan(.seconds(30))

  @Option(help: "How long new workers of a reload, or a new program of an upgrade, may take to become ready.")
  var takeoverTimeout = TimeSpan(.seconds(30))

  @OptionGroup(title: "Logs")
  var logs: LogOptions

  mutating func validate() throws {
    guard files.root == nil || dummyDelay.duration == .zero else {
      throw ValidationError(
        "--dummy-delay is for the welcome page and has no meaning with --root: leave one out")
    }
    guard !processes.sandbox || !crash.crashBacktrace else {
      throw ValidationError(
        "--crash-backtrace starts a program and reads others' memory, which --sandbox refuses: leave one out")
    }
  }

  func run() throws {
    try launch()
  }
}
