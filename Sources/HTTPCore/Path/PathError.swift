/// Why a request path names no file.
package enum PathError: Error, Equatable, CaseIterable {
  /// It does not begin with a slash.
  case notAbsolute
  /// A percent sign is not followed by two hexadecimal digits, RFC 3986 2.1.
  case malformedEscape
  /// It holds NUL, encoded or not.
  case nul
  /// Decoded, it is not UTF-8: stray, overlong or surrogate sequences, RFC 3629 3.
  case malformedUTF8
  /// A segment is `..`, whatever its spelling.
  case parentSegment
  /// It holds `%2F`. No file name contains a slash.
  case encodedSlash
  /// The path, or one of its segments, is longer than any file's.
  case tooLong

  /// The status to answer with.
  package var status: Status {
    switch self {
    case .notAbsolute, .malformedEscape, .nul, .malformedUTF8: .badRequest
    case .parentSegment: .forbidden
    case .encodedSlash, .tooLong: .notFound
    }
  }
}
