/// What can be told of a command line without knowing its options: which names it has, with which values.
///
/// A value never begins with a dash unless it is joined to its option by `=`; swift-argument-parser holds to the same.
struct CommandLineScan: Sendable {
  /// In order: the name without dashes, and the value joined to it or, if none is, what follows it and has no dash.
  let options: [(name: String, value: String?)]

  init(_ arguments: [String]) {
    var options: [(name: String, value: String?)] = []
    let ours = arguments.prefix { $0 != "--" }
    for (index, argument) in ours.enumerated() where argument.hasPrefix("--") {
      let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let next = ours.dropFirst(index + 1).first.flatMap { $0.hasPrefix("-") ? nil : $0 }
      options.append((String(parts[0]), parts.count > 1 ? String(parts[1]) : next))
    }
    self.options = options
  }

  /// The last value that is given to an option.
  func value(of name: String) -> String? { options.last { $0.name == name }?.value }

  /// What it sets, as file and environment would.
  func settings(_ vocabulary: OptionVocabulary) -> [Setting] {
    var values: [String: [Setting.Value]] = [:]
    for (name, text) in options {
      guard let option = vocabulary.option(named: name) else { continue }
      switch option.kind {
      case .flag:
        values[option.name] = [Setting.Value(text: name == option.name ? "true" : "false", source: .flag)]
      case .value(let isRepeatable):
        let value = Setting.Value(text: text ?? "", source: .flag)
        values[option.name] = isRepeatable ? values[option.name, default: []] + [value] : [value]
      }
    }
    return values.map { Setting(name: $0.key, values: $0.value) }
  }
}
