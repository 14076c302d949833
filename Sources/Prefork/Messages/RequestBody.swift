import HTTPTypes

/// The content of a request, received while it is read.
///
/// A client that sends faster than the handler reads is slowed down by TCP. A client that asked with
/// `Expect: 100-continue` is invited by the first read (RFC 9110 section 10.1.1).
///
/// What a handler does not read is read and thrown away if it is little, or else the connection ends with the response.
public struct RequestBody {
  private let source: any RequestSource

  init(_ source: any RequestSource) { self.source = source }

  /// How many bytes the client announces, before any is read; nil without content, and with chunks.
  public var length: UInt64? { source.bodyLength }

  /// Reads on, waiting for the client if need be.
  ///
  /// - Returns: At least one byte; nil at the end of the content.
  /// - Throws: ``BodyError`` if the client went, stopped sending, broke a rule or went beyond `--max-body-size`. A handler
  ///   lets it pass: the server knows how to answer.
  public func read() throws -> [UInt8]? { try source.readBody() }

  /// Reads all that is left.
  ///
  /// - Parameter limit: The most bytes that are wanted, 0 or more.
  /// - Returns: All content that was not read before.
  /// - Throws: ``HTTPError`` with 413 if there is more than `limit`; and as ``read()``.
  public func collect(upTo limit: Int) throws -> [UInt8] {
    if let length, length > limit { throw HTTPError(.contentTooLarge) }
    var bytes: [UInt8] = []
    while let piece = try read() {
      guard piece.count <= limit - bytes.count else { throw HTTPError(.contentTooLarge) }
      if bytes.isEmpty { bytes = piece } else { bytes += piece }
    }
    return bytes
  }

  /// Reads all that is left as text; what is no UTF-8 becomes U+FFFD.
  ///
  /// - Parameter limit: The most bytes that are wanted, 0 or more.
  /// - Returns: The text.
  /// - Throws: As ``collect(upTo:)``.
  public func text(upTo limit: Int) throws -> String {
    String(decoding: try collect(upTo: limit), as: UTF8.self)
  }
}
