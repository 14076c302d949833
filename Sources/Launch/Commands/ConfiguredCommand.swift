import ArgumentParser

/// A command that works with the server's configuration.
///
/// Its options are the server's own, which the parser takes wherever they stand; it adds what it needs besides.
protocol ConfiguredCommand<Program>: ParsableCommand {
  associatedtype Program: HostedProgram

  var server: ServerCommand<Program> { get }

  /// Does what the command is for.
  func run(_ resolved: ResolvedCommand<Program>) throws
}
