/// The content of a ``Response``.
public enum ResponseBody: ReplyContent {
  /// What is at hand when the handler returns.
  case whole(WholeContent)
  /// What a closure will write, and how many bytes that will be if it is known.
  case stream(length: UInt64?, (ResponseWriter) throws -> Void)

  /// Content that is at hand.
  public init(_ whole: WholeContent) { self = .whole(whole) }
}
