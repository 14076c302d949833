package import ArgumentParser
import PoolSupervisor
import WorkerRuntime

/// The command of a program that is served: turns flags into configuration and wires the layers together.
///
/// A synchronous command: an asynchronous one would start threads before the first fork.
package struct ServerCommand<Program: HostedProgram>: ParsableCommand {
  package static var configuration: CommandConfiguration {
    let about = Program.about
    return CommandConfiguration(
      commandName: about.name,
      abstract: about.abstract,
      usage: """
        \(about.name) [run] [<options>]
        \(about.name) check [<options>]
        \(about.name) status [--admin <address>] [--json]
        \(about.name) top [--admin <address>] [--interval <time>]
        """,
      discussion: """
        \(about.discussion)Ctrl-C prints the pool and stops it.

        Every option can stand in a YAML file that --config names (max-workers: 64) and in the environment \
        (PREFORK_MAX_WORKERS=64). A flag counts before the environment, the environment before the file.

        \(SignalMeaning.table)

        Listeners that a service manager opens (LISTEN_FDS) are used for the addresses of --listen, or all of them \
        without --listen.
        """,
      version: about.version,
      subcommands: [
        RunCommand<Program>.self, CheckCommand<Program>.self, StatusCommand.self, TopCommand.self,
      ])
  }

  package init() {}

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

  /// The program's own options.
  @OptionGroup
  var own: Program.Options

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

  package mutating func validate() throws {
    guard !processes.sandbox || !crash.crashBacktrace else {
      throw ValidationError(
        "--crash-backtrace starts a program and reads others' memory, which --sandbox refuses: leave one out")
    }
  }

}
