import ArgumentParser

/// What the user asks for, with all that flags, environment and file say of it.
struct ResolvedCommand<Program: HostedProgram> {
  let program: Program
  let command: any ParsableCommand
  /// A command line that says all that was looked at.
  let arguments: [String]
  /// What came from where; nil where nothing but flags was looked at.
  let sources: ConfigurationSources?
  /// What sets nothing, though it looks as if it should.
  let warnings: [String]

  init(
    _ command: any ParsableCommand, of program: Program, arguments: [String],
    sources: ConfigurationSources? = nil, warnings: [String] = []
  ) {
    self.program = program
    self.command = command
    self.arguments = arguments
    self.sources = sources
    self.warnings = warnings
  }

  /// The server's configuration; nil where none was asked for, as with `help`.
  var server: ServerCommand<Program>? { (command as? any ConfiguredCommand<Program>)?.server }

  /// A message that names options, with the places where these were set if that was not on the command line.
  func locate(_ error: some Error) -> String { sources?.locate("\(error)") ?? "\(error)" }
}
