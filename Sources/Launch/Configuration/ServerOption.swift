/// An option of the server as the command line declares it; file and environment know it by the same declaration.
struct ServerOption: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    /// Present or absent; `negation` is the name of the flag that says the opposite, if there is one.
    case flag(negation: String?)
    case value(isRepeatable: Bool)
  }

  /// Without its dashes, such as `max-workers`.
  let name: String
  let kind: Kind
  /// The group under which `--help` lists it.
  let section: String?
  /// As `--help` shows it; of a flag `true` or `false`; nil where nothing is set.
  let defaultText: String?

  var isRepeatable: Bool { kind == .value(isRepeatable: true) }

  /// Its name in the environment, such as `PREFORK_MAX_WORKERS`.
  var variable: String { EnvironmentSettings.prefix + Self.upper(name) }

  private static func upper(_ name: String) -> String {
    String(decoding: name.uppercased().utf8.map { $0 == 0x2d ? 0x5f : $0 }, as: UTF8.self)
  }
}
