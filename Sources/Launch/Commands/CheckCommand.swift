import ArgumentParser
import LinuxIO

/// `check`: says whether a server would start with this configuration, without starting one.
struct CheckCommand<Program: HostedProgram>: ConfiguredCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "check", abstract: "Check the configuration without serving.",
      usage: "\(Program.about.name) check [<options>]",
      discussion: """
        It takes the options that '\(Program.about.name) --help' lists, reads the files that they name and tries the addresses, but \
        listens on none, so it disturbs no server that runs: an address in use is told, and no error. It prints \
        'configuration is valid' and ends with 0, or prints what is wrong and ends with 1 (64 for a wrong flag).
        """)
  }

  @ParentCommand var server: ServerCommand<Program>

  func run(_ resolved: ResolvedCommand<Program>) throws {
    guard !server.printConfig else { return try server.run(resolved) }
    let findings = server.check(resolved.program)
    let output = LineWriter(to: 2)
    for warning in resolved.warnings { output.write("Warning: \(warning)") }
    for address in findings.inUse { output.write("Note: a server listens on \(address) now") }
    guard findings.errors.isEmpty else {
      for error in findings.errors { ServerCommand<Program>.report(resolved.locate(error)) }
      throw ExitCode.failure
    }
    print("configuration is valid")
  }
}
