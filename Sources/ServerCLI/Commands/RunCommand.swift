import ArgumentParser

/// `ServerCLI run`, and `ServerCLI` alone: serves.
struct RunCommand: ConfiguredCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Serve; this is what happens without a command.",
    usage: "ServerCLI [run] [<options>]",
    discussion: "It takes the options that 'ServerCLI --help' lists.")

  @ParentCommand var server: ServerCommand

  func run(_ resolved: ResolvedCommand) throws { try server.run(resolved) }
}

extension ServerCommand: ConfiguredCommand {
  var server: ServerCommand { self }

  func run(_ resolved: ResolvedCommand) throws {
    guard !printConfig else {
      if let sources = resolved.sources { print(ConfigurationListing.text(sources)) }
      return
    }
    try launch(warnings: resolved.warnings)
  }
}
