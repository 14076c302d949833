/// A request path turned into the relative path of a file: decoded once, with empty and `.` segments removed.
///
/// The bytes are appended to a buffer of the caller's with a NUL behind them, as system calls want them.
package struct RequestPath: Equatable, Sendable {
  /// Bytes of the decoded path, the NUL not counted; 0 for the root itself.
  package let count: Int
  /// Whether the request named a directory: the path ended in a slash, or in a `.` segment.
  package let isDirectory: Bool
  /// Whether any segment begins with a dot; a leading `.well-known` does not count, RFC 8615 3.
  package let isHidden: Bool

  /// Bytes of the longest path that can name a file.
  package static var maximumCount: Int { 4095 }
  /// Bytes of the longest segment of such a path.
  package static var maximumSegmentCount: Int { 255 }

  /// Decodes a path.
  ///
  /// A `..` segment is refused rather than resolved: browsers resolve them before they send anything, so
  /// whoever sends one is looking for a way out of the root. A backslash is a byte like any other.
  ///
  /// - Parameters:
  ///   - path: the path of a request target, without the query. Empty counts as `/`.
  ///   - buffer: the decoded path and a NUL are appended to it; it is unchanged when an error is thrown.
  /// - Throws: why the path names no file; ``PathError/tooLong`` also when the buffer may not grow enough.
  package init(_ path: borrowing RawSpan, into buffer: inout ByteBuffer) throws(PathError) {
    guard path.byteCount <= Self.maximumCount &* 3, buffer.reserve(path.byteCount &+ 1) else {
      throw .tooLong
    }
    let before = buffer.readableCount
    do throws(PathError) {
      var decoder = PathDecoder(start: before)
      try decoder.decode(path, into: &buffer)
      try decoder.append(0, to: &buffer)
      count = buffer.readableCount &- before &- 1
      isDirectory = decoder.isDirectory
      isHidden = decoder.isHidden
      guard count <= Self.maximumCount else { throw .tooLong }
    } catch {
      buffer.truncate(to: before)
      throw error
    }
  }
}
