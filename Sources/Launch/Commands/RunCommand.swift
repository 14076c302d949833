import ArgumentParser

/// `run`, and the program without a command: serves.
struct RunCommand<Program: HostedProgram>: ConfiguredCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "run", abstract: "Serve; this is what happens without a command.",
      usage: "\(Program.about.name) [run] [<options>]",
      discussion: "It takes the options that '\(Program.about.name) --help' lists.")
  }

  @ParentCommand var server: ServerCommand<Program>

  func run(_ resolved: ResolvedCommand<Program>) throws { try server.run(resolved) }
}

extension ServerCommand: ConfiguredCommand {
  var server: Self { self }

  func run(_ resolved: ResolvedCommand<Program>) throws {
    guard !printConfig else {
      if let sources = resolved.sources { print(ConfigurationListing.text(sources, of: Program.about.name)) }
      return
    }
    try launch(resolved.program, arguments: resolved.arguments, warnings: resolved.warnings)
  }
}
