import ArgumentParser
import LinuxIO
import PoolSupervisor
import Testing

@testable import Launch

@Suite("A hosted program")
struct ProgramTests {
  @Test func bringsItsOptionsAndItsName() throws {
    let command = try ServerCommand<Sample>.parse(["--colour", "red", "--backlog", "9"])
    #expect(command.own.colour == "red" && command.listeners.backlog == 9)
    let help = ServerCommand<Sample>.helpMessage(columns: 500)
    #expect(help.contains("--colour <colour>") && help.contains("sample check [<options>]"))
    #expect(OptionVocabulary(dump: ServerCommand<Sample>._dumpHelp()).option(named: "colour") != nil)
  }

  @Test func takesItsOptionsFromTheEnvironment() throws {
    let resolved = try ServerCommand.resolve(
      Sample(), arguments: [], environment: ["PREFORK_COLOUR": "green"])
    #expect(resolved.server?.own.colour == "green")
  }

  @Test func itsFaultsAreFoundByTheCheck() throws {
    let command = try ServerCommand<Sample>.parse(["--colour", "loud", "--listen", "127.0.0.1:0"])
    #expect(command.check(Sample()).errors.map(\.description) == ["no colour: loud"])
  }
}

/// A program with an option of its own.
private struct Sample: HostedProgram {
  struct Options: ParsableArguments {
    @Option(help: "The colour.")
    var colour = "blue"
  }

  struct NoColour: Error, CustomStringConvertible {
    let name: String
    var description: String { "no colour: \(name)" }
  }

  static let about = ProgramDescription(name: "sample", abstract: "A sample.", discussion: "", version: "1")

  func workload(_ options: Options, limits: PoolLimits) throws(LaunchError) -> Workload {
    throw .program(NoColour(name: options.colour))
  }

  func faults(in options: Options) -> [LaunchError] {
    options.colour == "loud" ? [.program(NoColour(name: options.colour))] : []
  }

  func readableDirectories(_ options: Options) -> [Directory] { [] }
}
