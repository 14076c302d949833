/// Where the value of an option came from.
enum SettingSource: Equatable, Sendable, CustomStringConvertible {
  case file(FilePosition)
  /// The name of the variable.
  case environment(String)
  case flag

  var description: String {
    switch self {
    case .file(let position): position.description
    case .environment(let variable): variable
    case .flag: "flag"
    }
  }
}
