import HTTPTypes
import WorkerRuntime

/// The content of a request, received while it is read: in pieces of at least one byte.
///
/// A client that sends faster than the handler reads is slowed down by TCP. A client that asked with
/// `Expect: 100-continue` is invited by the first read (RFC 9110 section 10.1.1).
///
/// ```swift
/// for try await piece in request.body { count += piece.count }
/// ```
public struct AsyncRequestBody: AsyncSequence, Sendable {
  /// How many bytes the client announces; nil without content, and with chunks.
  public let length: UInt64?
  private let source: @Sendable () async throws -> [UInt8]?

  init(length: UInt64?, _ source: @escaping @Sendable () async throws -> [UInt8]?) {
    self.length = length
    self.source = source
  }

  /// Reads on.
  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let source: @Sendable () async throws -> [UInt8]?

    /// The next piece; nil at the end of the content.
    ///
    /// - Throws: ``BodyError`` if the client went, stopped sending, broke a rule or went beyond `--max-body-size`.
    public mutating func next() async throws -> [UInt8]? { try await source() }
  }

  /// Makes an iterator. Two of them share the content: each piece is given to one.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: source) }

  /// Reads all that is left.
  ///
  /// - Parameter limit: The most bytes that are wanted, 0 or more.
  /// - Returns: All content that was not read before.
  /// - Throws: ``HTTPError`` with 413 if there is more than `limit`, and ``BodyError``.
  public func collect(upTo limit: Int) async throws -> [UInt8] {
    if let length, length > limit { throw HTTPError(.contentTooLarge) }
    var bytes: [UInt8] = []
    for try await piece in self {
      guard piece.count <= limit - bytes.count else { throw HTTPError(.contentTooLarge) }
      bytes += piece
    }
    return bytes
  }
}
