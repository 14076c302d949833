/// What one source says of one option.
struct Setting: Equatable, Sendable {
  /// One value, as it would be written behind the flag; of a flag `true` or `false`.
  struct Value: Equatable, Sendable {
    let text: String
    let source: SettingSource
  }

  /// The option's name without its dashes.
  let name: String
  /// At least one; several only if the option is repeatable.
  let values: [Value]
}
