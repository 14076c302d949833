import HTTPCore

/// What a request is read into and parsed with. A connection has one only while a request of it is incomplete; all
/// others share the exchange's, so that an idle connection costs no buffer.
///
/// Not checked for exclusive access while the program runs; see ``Exchange``.
final class Workspace {
  @safe @exclusivity(unchecked) var input: ByteBuffer
  @safe @exclusivity(unchecked) var parser: RequestParser

  init(limits: RequestLimits) {
    input = ByteBuffer(maximumCapacity: max(limits.largestHead + HTTPEngine.readSize, 1 << 16))
    parser = RequestParser(limits: limits)
  }

  /// Changes what it holds for what `other` holds.
  ///
  /// The exchange keeps its workspace for good: a reference that never changes is used without being counted.
  func swapContents(with other: Workspace) {
    swap(&input, &other.input)
    swap(&parser, &other.parser)
  }
}
