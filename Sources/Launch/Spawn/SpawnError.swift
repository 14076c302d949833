import LinuxIO

/// Why a process that was told to be a worker cannot be one.
enum SpawnError: Error, Equatable, CustomStringConvertible {
  /// The variable names no descriptor.
  case variable(String)
  /// What it names cannot be read.
  case unreadable(SystemCallError)
  case malformed(field: String, value: String)
  case missing(field: String)
  /// A descriptor is not open, or not what it should be.
  case descriptor(field: String, SystemCallError)
  case listener(InheritanceError)
  /// The parent of this process is not who executed it.
  case stranger(supervisor: Int32, parent: Int32)
  /// The flags that the configuration amounts to are none that this program takes.
  case arguments(String)

  /// What such a process ends with; EX_PROTOCOL of sysexits.h(3head).
  static var exitCode: Int32 { 76 }

  var description: String {
    let reason =
      switch self {
      case .variable(let text): "'\(text)' is no descriptor's number"
      case .unreadable(let error): "what it names cannot be read: \(error)"
      case .malformed(let field, let value): "\(field): '\(value)' has no meaning"
      case .missing(let field): "there is no \(field)"
      case .descriptor(let field, let error): "\(field): the descriptor is not what it should be: \(error)"
      case .listener(let error): "\(error)"
      case .stranger(let supervisor, let parent):
        "it is for a child of process \(supervisor), and the parent of this one is \(parent)"
      case .arguments(let text): "the flags are refused: \(text)"
      }
    return "\(InheritedSeat.variable), by which a server makes a process its worker: \(reason); "
      + "it is not to be set by hand: to start a server remove it from the environment"
  }
}
