import ArgumentParser
import LinuxIO

extension ServerCommand {
  /// Makes one command of the command line, the environment and the file that these name.
  ///
  /// The parent calls it at the start, and may call it again at any time: it starts no thread and waits for nothing but
  /// the disk. Every call reads the file anew.
  ///
  /// - Parameters:
  ///   - program: What is to be served.
  ///   - arguments: The command line without the program's name.
  ///   - environment: The variables.
  /// - Returns: The command with what was found on the way.
  /// - Throws: Why there is none, with the file and the line where these are to blame.
  static func resolve(
    _ program: Program, arguments: [String] = Array(CommandLine.arguments.dropFirst()),
    environment: [String: String] = ProcessEnvironment.variables
  ) throws(ConfigurationError) -> ResolvedCommand<Program> {
    do throws(ConfigurationError) {
      return try combine(program, arguments, environment)
    } catch {
      // Who asks for help or the version gets it, whatever the file holds.
      if case .arguments = error { throw error }
      if let answer = try answer(program, arguments) { return answer }
      throw error
    }
  }

  private static func combine(
    _ program: Program, _ arguments: [String], _ environment: [String: String]
  ) throws(ConfigurationError) -> ResolvedCommand<Program> {
    let scan = CommandLineScan(arguments)
    let path = scan.value(of: "config") ?? EnvironmentSettings.file(in: environment)
    let isPrinted = scan.options.contains { $0.name == "print-config" }
    guard path != nil || isPrinted || EnvironmentSettings.speaks(in: environment) else {
      return ResolvedCommand(try parse(commandLine: arguments), of: program, arguments: arguments)
    }
    let vocabulary = OptionVocabulary(dump: _dumpHelp())
    let variables = try EnvironmentSettings(environment, vocabulary)
    var file: [Setting] = []
    if let path { file = try ConfigurationFile(path: path, vocabulary).settings }
    let sources = ConfigurationSources(
      vocabulary, file: file, environment: variables.settings, flags: scan.settings(vocabulary))
    do {
      let command = try parseAsRoot(sources.arguments + arguments)
      return ResolvedCommand(
        command, of: program, arguments: sources.arguments + arguments, sources: sources,
        warnings: variables.warnings)
    } catch {
      let isAnswer = exitCode(for: error) == .success
      if !isAnswer, let located = sources.locate(message(for: error)) { throw .refused(located) }
      throw .arguments(error, of: Self.self)
    }
  }

  private static func parse(commandLine: [String]) throws(ConfigurationError) -> any ParsableCommand {
    do { return try parseAsRoot(commandLine) } catch { throw .arguments(error, of: Self.self) }
  }

  /// What the command line alone asks for, if that is not the server but help.
  ///
  /// - Throws: The version or a completion script, which the parser throws.
  private static func answer(
    _ program: Program, _ arguments: [String]
  ) throws(ConfigurationError) -> ResolvedCommand<Program>? {
    do {
      let command = try parseAsRoot(arguments)
      return command is any ConfiguredCommand
        ? nil : ResolvedCommand(command, of: program, arguments: arguments)
    } catch {
      guard exitCode(for: error) == .success else { return nil }
      throw .arguments(error, of: Self.self)
    }
  }
}
