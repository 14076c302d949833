import Foundation
import TestSupport

@testable import Launch
@testable import ServerCLI

/// Resolves a command with a configuration file of that content, named by the environment unless it is nil.
func resolve(
  _ arguments: [String] = [], environment: [String: String] = [:], file: String? = nil
) throws -> ResolvedCommand<Site> {
  guard let file else {
    return try ServerCommand.resolve(Site(), arguments: arguments, environment: environment)
  }
  let folder = try TemporaryFolder()
  try folder.write("server.yaml", Data(file.utf8))
  let variables = environment.merging(["PREFORK_CONFIG": folder.path("server.yaml")]) { $1 }
  return try ServerCommand.resolve(Site(), arguments: arguments, environment: variables)
}

/// Everything that a command holds, for comparison.
func contents(_ command: ServerCommand) -> String {
  var text = ""
  dump(command, to: &text)
  return text
}

/// What a command is refused with; nil if it is not.
func refusal(
  _ arguments: [String] = [], environment: [String: String] = [:], file: String? = nil
) -> String? {
  do {
    _ = try resolve(arguments, environment: environment, file: file)
    return nil
  } catch {
    return "\(error)"
  }
}
