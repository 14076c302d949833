/// The content of an answer.
public protocol ReplyContent {
  /// Makes content of what is at hand.
  init(_ whole: WholeContent)
}

extension ReplyContent {
  /// No content, which is told as a length of 0.
  public static var empty: Self { Self(.empty) }

  /// Bytes that are all there.
  public static func bytes(_ bytes: some Sequence<UInt8>) -> Self { Self(.bytes(Array(bytes))) }

  /// A whole file.
  public static func file(_ file: FileContent) -> Self { Self(.file(file)) }
}
