/// What the environment says: `PREFORK_MAX_WORKERS=64` for `--max-workers 64`.
struct EnvironmentSettings: Sendable {
  static let prefix = "PREFORK_"
  /// The variable that names the configuration file, as `--config` does.
  static let fileVariable = "PREFORK_CONFIG"
  /// Those that are no option: by the others an upgrade tells the new server, and a server its worker, what it inherits.
  private static let otherVariables: Set = [fileVariable, "PREFORK_UPGRADE", InheritedSeat.variable]

  private(set) var settings: [Setting] = []
  /// Variables with our prefix that set nothing.
  private(set) var warnings: [String] = []

  /// Whether any variable is for this program.
  static func speaks(in variables: [String: String]) -> Bool {
    variables.keys.contains { $0.hasPrefix(prefix) && !otherVariables.contains($0) }
  }

  /// The configuration file that the environment names; an empty name is none.
  static func file(in variables: [String: String]) -> String? {
    variables[fileVariable].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// - Throws: A flag whose value is neither yes nor no.
  init(_ variables: [String: String], _ vocabulary: OptionVocabulary) throws(ConfigurationError) {
    for (variable, text) in variables.sorted(by: { $0.key < $1.key })
    where variable.hasPrefix(Self.prefix) && !Self.otherVariables.contains(variable) {
      let name = Self.optionName(of: variable)
      guard let option = vocabulary.option(named: name), option.variable == variable else {
        warnings.append(Self.warning(variable, name, vocabulary))
        continue
      }
      settings.append(try Self.setting(option, text))
    }
  }

  private static func setting(
    _ option: ServerOption, _ text: String
  ) throws(ConfigurationError) -> Setting {
    let source = SettingSource.environment(option.variable)
    var texts = [text]
    switch option.kind {
    case .flag:
      guard let isOn = Truth.value(of: text) else {
        throw .environment("\(option.variable)=\(text): true or false is wanted, or yes, no, on, off")
      }
      texts = [isOn ? "true" : "false"]
    case .value(isRepeatable: true):
      // Values hold commas and spaces, but no line breaks.
      let lines = text.split(separator: "\n").map(String.init)
      if !lines.isEmpty { texts = lines }
    case .value(isRepeatable: false): break
    }
    return Setting(name: option.name, values: texts.map { Setting.Value(text: $0, source: source) })
  }

  private static func optionName(of variable: String) -> String {
    let name = variable.dropFirst(prefix.count).lowercased()
    return String(decoding: name.utf8.map { $0 == 0x5f ? 0x2d : $0 }, as: UTF8.self)
  }

  private static func warning(
    _ variable: String, _ name: String, _ vocabulary: OptionVocabulary
  ) -> String {
    if let option = vocabulary.option(negatedBy: name) {
      return "\(variable) sets nothing: write \(option.variable)=false"
    }
    guard let likely = vocabulary.suggestion(for: name).flatMap({ vocabulary.option(named: $0) }) else {
      return "\(variable) sets nothing: there is no option --\(name)"
    }
    return "\(variable) sets nothing: there is no option --\(name); did you mean \(likely.variable)?"
  }
}
