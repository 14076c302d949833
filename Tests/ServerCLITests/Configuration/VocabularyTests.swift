import ArgumentParser
import Testing

@testable import Launch
@testable import ServerCLI

@Suite("Every flag can stand in the file and in the environment")
struct VocabularyTests {
  /// The names in `--help`, which the vocabulary is not made from, without those that are about one run.
  static let names: [String] = {
    let lines = ServerCommand.helpMessage(columns: 500).split(separator: "\n")
    let names = lines.filter { $0.hasPrefix("  --") }.map { line in
      String(line.dropFirst(4).prefix { $0.isLetter || $0.isNumber || $0 == "-" })
    }
    return names.filter { !["config", "print-config", "version", "help"].contains($0) }
  }()

  /// Values of every kind; an option must take one of them that is not its default.
  private static func candidates(_ option: ServerOption) -> [String] {
    if let text = option.defaultText, text.allSatisfy(\.isNumber) { return ["7", "3", "100", "9KiB"] }
    if option.defaultText?.first?.isNumber == true { return ["7s", "9KiB", "127.0.0.1:1"] }
    return ["a", "/a", "7", "0600", "404=/a", "*=no-store", "127.0.0.1:1", "10.0.0.0/8", "7s", "json"]
      + enumerated
  }

  /// What most options go with, what some need, and what each comes to without the option.
  private static let contexts: [(arguments: [String], contents: String)] = [
    ["--root=/"], [], ["--listen=unix:/run/a"], ["--access-log=/a"],
  ].map { arguments in (arguments, (try? ServerCommand.parse(arguments).contentsText) ?? "") }

  /// The words that `--help` lists as values.
  private static let enumerated: [String] =
    ServerCommand.helpMessage(columns: 500).split(separator: "(values: ").dropFirst().flatMap { rest in
      rest.prefix { $0 != ")" && $0 != ";" }.split(separator: ", ").map(String.init)
    }

  @Test func helpAndVocabularyKnowTheSameNames() {
    #expect(OptionVocabulary.server.options.map(\.name).sorted() == Self.names.sorted())
    #expect(Self.names.count > 40)
  }

  @Test(arguments: names) func canBeSetFromEverySource(name: String) throws {
    let option = try #require(OptionVocabulary.server.option(named: name))
    for (context, base) in Self.contexts where !context.contains(where: { $0.hasPrefix("--\(name)=") }) {
      for (flag, text) in Self.ways(option) {
        guard let wanted = try? ServerCommand.parse(context + [flag]).contentsText, wanted != base else {
          continue
        }
        // What file and environment come to is parsed as the flag is.
        let line = "\(name): \(ConfigurationListing.scalar(text))"
        let file = try ConfigurationFile(Array(line.utf8), path: "f", OptionVocabulary.server).settings
        #expect(Self.arguments(file: file) == [flag])
        let variables = try EnvironmentSettings([option.variable: text], OptionVocabulary.server)
        #expect(Self.arguments(environment: variables.settings) == [flag] && variables.warnings.isEmpty)
        return
      }
    }
    Issue.record("no value for --\(name) here: add one to the candidates, or what it needs to the contexts")
  }

  /// A new server of an upgrade finds it beside the options.
  @Test func theVariableOfAnUpgradeIsNoOption() throws {
    let variables = ["PREFORK_UPGRADE": "5:0", "PREFORK_CONFIG": "f"]
    #expect(!EnvironmentSettings.speaks(in: variables))
    #expect(try EnvironmentSettings(variables, OptionVocabulary.server).warnings.isEmpty)
  }

  private static func arguments(file: [Setting] = [], environment: [Setting] = []) -> [String] {
    ConfigurationSources(.server, file: file, environment: environment, flags: []).arguments
  }

  private static func ways(_ option: ServerOption) -> [(flag: String, text: String)] {
    guard case .flag(let negation) = option.kind else {
      return candidates(option).map { ("--\(option.name)=\($0)", $0) }
    }
    return [("--\(option.name)", "true")] + (negation.map { [("--\($0)", "false")] } ?? [])
  }

  @Test func variablesAreNamedAfterTheFlags() {
    #expect(OptionVocabulary.server.option(named: "max-workers")?.variable == "PREFORK_MAX_WORKERS")
    #expect(OptionVocabulary.server.option(named: "no-epoll-exclusive")?.name == "epoll-exclusive")
  }
}

extension ServerCommand {
  fileprivate var contentsText: String { contents(self) }
}
