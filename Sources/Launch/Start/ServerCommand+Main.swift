import ArgumentParser
import LinuxIO

extension ServerCommand {
  /// The program: resolves the configuration, does what was asked for, and tells what went wrong.
  package static func main(_ program: Program) {
    liveIfInherited(program)
    do throws(ConfigurationError) {
      try perform(try resolve(program))
    } catch {
      if case .arguments(let error, _) = error { exit(withError: error) }
      report("\(error)")
      exit(withError: error.exitCode)
    }
  }

  private static func perform(_ resolved: ResolvedCommand<Program>) throws(ConfigurationError) {
    do {
      if let command = resolved.command as? any ConfiguredCommand<Program> {
        try command.run(resolved)
      } else {
        var command = resolved.command
        try command.run()
      }
    } catch let error as LaunchError {
      report(resolved.locate(error))
      exit(withError: ExitCode.failure)
    } catch {
      throw .arguments(error, of: self)
    }
  }

  /// Says on standard error why nothing is served.
  static func report(_ text: String) {
    let output = LineWriter(to: 2)
    for line in text.split(separator: "\n") { output.write("Error: \(line)") }
  }
}
