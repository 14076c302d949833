import Yams

/// Reads the tree of a configuration file against the vocabulary, and goes on after a fault, so that all are told.
struct ConfigurationReader {
  let path: String
  let vocabulary: OptionVocabulary
  private(set) var settings: [Setting] = []
  private(set) var faults: [String] = []

  init(path: String, vocabulary: OptionVocabulary) {
    self.path = path
    self.vocabulary = vocabulary
  }

  /// - Parameter root: The document.
  mutating func read(_ root: Node) {
    if Self.isEmpty(root) { return }
    guard let mapping = root.mapping else {
      blame(root, "options are wanted, one a line, such as 'max-workers: 64'")
      return
    }
    for (key, value) in mapping { read(key, value) }
  }

  private mutating func read(_ key: Node, _ value: Node) {
    guard let name = key.scalar?.string else {
      blame(key, "the name of an option is wanted, such as max-workers")
      return
    }
    guard let option = vocabulary.option(named: name) else {
      let advice = vocabulary.suggestion(for: name).map { "; did you mean \($0)?" } ?? "; --help lists them"
      blame(key, "there is no option '\(name)'\(advice)")
      return
    }
    guard option.name == name else {
      blame(key, "write '\(option.name): false' instead of '\(name)'")
      return
    }
    let values = value.sequence.map(Array.init) ?? [value]
    if value.sequence != nil, !option.isRepeatable {
      blame(value, "\(name) takes one value, not a list")
    } else if values.isEmpty {
      blame(value, "\(name): the list is empty: give a value, or leave the option out")
    } else {
      let read = values.compactMap { self.value($0, of: option) }
      if read.count == values.count { settings.append(Setting(name: name, values: read)) }
    }
  }

  private mutating func value(_ node: Node, of option: ServerOption) -> Setting.Value? {
    let source = SettingSource.file(position(of: node))
    guard let scalar = node.scalar else {
      blame(
        node,
        "\(option.name) takes \(option.isRepeatable ? "values or a list of them" : "one value"), nothing nested"
      )
      return nil
    }
    guard !Self.isEmpty(node) else {
      blame(
        node, "\(option.name) has no value: give one, in quotes if it is to be empty, or leave the option out"
      )
      return nil
    }
    guard case .flag = option.kind else { return Setting.Value(text: scalar.string, source: source) }
    guard let isOn = Truth.value(of: scalar.string) else {
      blame(node, "\(option.name): '\(scalar.string)': true or false is wanted, or yes, no, on, off")
      return nil
    }
    return Setting.Value(text: isOn ? "true" : "false", source: source)
  }

  /// Whether nothing stands there, or YAML's word for it.
  private static func isEmpty(_ node: Node) -> Bool {
    guard let scalar = node.scalar, scalar.style == .plain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  private mutating func blame(_ node: Node, _ text: String) {
    faults.append("\(position(of: node)): \(text)")
  }

  private func position(of node: Node) -> FilePosition {
    FilePosition(file: path, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }
}
