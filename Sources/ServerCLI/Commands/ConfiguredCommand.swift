import ArgumentParser

/// A command that works with the server's configuration.
///
/// Its options are the server's own, which the parser takes wherever they stand; it adds what it needs besides.
protocol ConfiguredCommand: ParsableCommand {
  var server: ServerCommand { get }

  /// Does what the command is for.
  func run(_ resolved: ResolvedCommand) throws
}
