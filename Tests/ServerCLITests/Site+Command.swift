import ArgumentParser

@testable import Launch
@testable import ServerCLI

/// The command of ServerCLI.
typealias ServerCommand = Launch.ServerCommand<Site>

extension OptionVocabulary {
  /// Every option of ServerCLI.
  static let server = OptionVocabulary(dump: ServerCommand._dumpHelp())
}
