import ArgumentParser

/// Why no configuration comes of what the user gave.
enum ConfigurationError: Error, CustomStringConvertible {
  /// Faults of the file, each with its place.
  case file([String])
  /// A variable that makes no sense, by its name.
  case environment(String)
  /// A value of a file or of the environment that the option refuses, or that contradicts another one.
  case refused(String)
  /// What the command line alone is answered with: its own faults, but also a request for help or the version.
  case arguments(any Error, of: any ParsableArguments.Type)

  var description: String {
    switch self {
    case .file(let faults): faults.joined(separator: "\n")
    case .environment(let text), .refused(let text): text
    case .arguments(let error, let command): command.message(for: error)
    }
  }

  /// What the program ends with: 0 for help, 64 for a fault of the command line (EX_USAGE), 1 for one anywhere else.
  var exitCode: ExitCode {
    switch self {
    case .arguments(let error, let command): command.exitCode(for: error)
    case .file, .environment, .refused: .failure
    }
  }
}
