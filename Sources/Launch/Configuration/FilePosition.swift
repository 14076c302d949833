/// A place in a configuration file, written as compilers and editors do: `server.yaml:3:14`.
struct FilePosition: Equatable, Sendable, CustomStringConvertible {
  /// The path as the user gave it.
  let file: String
  /// From 1.
  let line: Int
  /// From 1, in Unicode scalars.
  let column: Int

  var description: String { "\(file):\(line):\(column)" }
}
