import ArgumentParser
import Yams

/// Every option that a file or the environment can set, read off the command's own declarations.
///
/// swift-argument-parser tells what a command declares in one way only, the JSON that its completion and manual
/// generators read too. Every JSON text is YAML as well.
struct OptionVocabulary: Sendable {
  /// What speaks of one run of the program and not of the server.
  private static let notSettings: Set = ["config", "print-config", "help", "version"]

  /// In the order of `--help`.
  let options: [ServerOption]
  private let positions: [String: Int]
  private let negations: [String: String]

  init(dump: String) {
    let declarations = Self.declarations(in: dump)
    let names = Set(declarations.map(\.name))
    var options: [ServerOption] = []
    var positions: [String: Int] = [:]
    var negations: [String: String] = [:]
    for declaration in declarations where !Self.notSettings.contains(declaration.name) {
      if declaration.isFlag, declaration.name.hasPrefix("no-"),
        names.contains(String(declaration.name.dropFirst(3)))
      {
        negations[declaration.name] = String(declaration.name.dropFirst(3))
        continue
      }
      let negation = "no-" + declaration.name
      positions[declaration.name] = options.count
      options.append(declaration.option(negation: names.contains(negation) ? negation : nil))
    }
    self.options = options
    self.positions = positions
    self.negations = negations
  }

  /// The option of that name, without dashes; also under the name of its negation.
  func option(named name: String) -> ServerOption? {
    positions[negations[name] ?? name].map { options[$0] }
  }

  /// The option that `name` is the negation of.
  func option(negatedBy name: String) -> ServerOption? {
    negations[name].flatMap { option(named: $0) }
  }

  /// The name that is most like an unknown one, if any is like it.
  func suggestion(for name: String) -> String? {
    let candidates = options.map { ($0.name, Spelling.distance(name, $0.name)) }
    guard let best = candidates.min(by: { $0.1 < $1.1 }), best.1 <= max(1, name.count / 3) else { return nil }
    return best.0
  }

  private static func declarations(in dump: String) -> [OptionDeclaration] {
    // The basic resolver leaves scalars as they are written, where the default one runs regular expressions over them.
    let root = try? Parser(yaml: dump, resolver: .basic, encoding: .utf8).singleRoot()
    let arguments = root?.member("command")?.member("arguments")?.sequence
    return (arguments.map(Array.init) ?? []).compactMap(OptionDeclaration.init)
  }
}

/// One argument of the dump.
private struct OptionDeclaration {
  let name: String
  let isFlag: Bool
  let isRepeating: Bool
  let section: String?
  let defaultText: String?

  init?(_ node: Node) {
    guard let kind = node.member("kind")?.scalar?.string, kind != "positional",
      let name = node.member("preferredName")?.member("name")?.scalar?.string
    else { return nil }
    self.name = name
    isFlag = kind == "flag"
    isRepeating = node.member("isRepeating")?.scalar?.string == "true"
    section = node.member("sectionTitle")?.scalar?.string
    defaultText = node.member("defaultValue")?.scalar?.string
  }

  func option(negation: String?) -> ServerOption {
    guard isFlag else {
      return ServerOption(
        name: name, kind: .value(isRepeatable: isRepeating), section: section, defaultText: defaultText)
    }
    // Of a pair of flags the default is told as the name of one of them, of a single one as true or not at all.
    let isOn = defaultText == "--" + name || defaultText == "true"
    return ServerOption(
      name: name, kind: .flag(negation: negation), section: section, defaultText: isOn ? "true" : "false")
  }
}

extension Node {
  /// The value of a key, found without the subscript of a mapping, which would resolve tags.
  fileprivate func member(_ key: String) -> Node? {
    mapping?.first { $0.key.scalar?.string == key }?.value
  }
}
