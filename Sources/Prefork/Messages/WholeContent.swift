/// Content that needs no more writing.
public enum WholeContent: Sendable {
  /// None, which is told as a length of 0.
  case empty
  /// All of it.
  case bytes([UInt8])
  /// A whole file.
  case file(FileContent)
}
