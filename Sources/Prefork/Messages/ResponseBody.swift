/// The content of a response.
public enum ResponseBody {
  /// None, which is told as a length of 0.
  case empty
  /// All of it.
  case bytes([UInt8])
  /// A whole file.
  case file(FileContent)
  /// What a closure will write, and how many bytes that will be if it is known.
  case stream(length: UInt64?, (ResponseWriter) throws -> Void)
}
