/// What each source says of each option, and which of them counts: flag before environment before file before default.
struct ConfigurationSources: Sendable {
  let vocabulary: OptionVocabulary
  /// By option, the one that counts last.
  private let settings: [String: [Setting]]

  init(
    _ vocabulary: OptionVocabulary, file: [Setting], environment: [Setting], flags: [Setting]
  ) {
    self.vocabulary = vocabulary
    settings = Dictionary(grouping: file + environment + flags, by: \.name)
  }

  /// What counts of an option; nil where the default does.
  func setting(of name: String) -> Setting? { settings[name]?.last }

  /// Flags that say what file and environment say, to stand before those of the command line.
  ///
  /// Where a later source sets a plain option the earlier ones stand before it all the same, so that their values are
  /// parsed too; the last one counts. Of a repeatable option each would be added, and of a flag both would be refused.
  var arguments: [String] {
    vocabulary.options.flatMap { option -> [String] in
      let all = settings[option.name] ?? []
      let counting = option.kind == .value(isRepeatable: false) ? all[...] : all.suffix(1)
      let values = counting.flatMap(\.values).filter { $0.source != .flag }
      return values.flatMap { value -> [String] in
        switch option.kind {
        case .flag(let negation):
          return value.text == "true" ? ["--\(option.name)"] : negation.map { ["--\($0)"] } ?? []
        case .value:
          // Joined by = a value may begin with a dash, but may not be empty.
          return value.text.isEmpty ? ["--\(option.name)", ""] : ["--\(option.name)=\(value.text)"]
        }
      }
    }
  }

  /// A message that names options, with the places where these were set if a file or the environment set any of them.
  ///
  /// - Parameter message: What a parser or a check says.
  /// - Returns: The message with its sources; nil if only flags and defaults are to blame.
  func locate(_ message: String) -> String? {
    let blamed = optionsNamed(in: message).map { ($0, source(of: $0, in: message)) }
    guard blamed.contains(where: { $0.1 != nil && $0.1 != .flag }) else { return nil }
    let place = blamed.lazy.compactMap { pair -> FilePosition? in
      guard case .file(let position) = pair.1 else { return nil }
      return position
    }.first
    let start = place.map { "\($0): " } ?? ""
    if blamed.count == 1, place != nil { return start + message }
    let list = blamed.map { option, source in
      let nothing = option.defaultText == nil ? "not set" : "default"
      return "--\(option.name): \(source.map { "\($0)" } ?? nothing)"
    }
    return "\(start)\(message) (\(list.joined(separator: ", ")))"
  }

  private func optionsNamed(in message: String) -> [ServerOption] {
    var found: [ServerOption] = []
    var rest = message[...]
    while let start = rest.firstRange(of: "--") {
      let name = rest[start.upperBound...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
      rest = rest[name.endIndex...]
      if let option = vocabulary.option(named: String(name)), !found.contains(option) { found.append(option) }
    }
    return found
  }

  /// Where a message's value of an option came from: it may be one that does not count, as each is parsed.
  private func source(of option: ServerOption, in message: String) -> SettingSource? {
    guard let all = settings[option.name], let counting = all.last else { return nil }
    let quoted = all.flatMap(\.values).first { message.contains("'\($0.text)'") }
    let named = counting.values.first { !$0.text.isEmpty && message.contains($0.text) }
    return (quoted ?? named ?? counting.values.first)?.source
  }
}
