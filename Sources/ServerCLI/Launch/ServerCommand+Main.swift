import ArgumentParser
import LinuxIO

extension ServerCommand {
  /// The program: resolves the configuration, does what was asked for, and tells what went wrong.
  static func main() {
    do throws(ConfigurationError) {
      try perform(try resolve())
    } catch {
      if case .arguments(let error) = error { exit(withError: error) }
      report("\(error)")
      exit(withError: error.exitCode)
    }
  }

  private static func perform(_ resolved: ResolvedCommand) throws(ConfigurationError) {
    do {
      if let command = resolved.command as? any ConfiguredCommand {
        try command.run(resolved)
      } else {
        var command = resolved.command
        try command.run()
      }
    } catch let error as LaunchError {
      report(resolved.locate(error))
      exit(withError: ExitCode.failure)
    } catch {
      throw .arguments(error)
    }
  }

  /// Says on standard error why nothing is served.
  static func report(_ text: String) {
    let output = LineWriter(to: 2)
    for line in text.split(separator: "\n") { output.write("Error: \(line)") }
  }
}
