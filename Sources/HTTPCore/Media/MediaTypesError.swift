/// What is wrong with a file in the format of mime.types.
package struct MediaTypesError: Error, Equatable {
  package enum Reason: Equatable, Sendable {
    /// Neither `type/subtype` nor parameters follow the syntax of RFC 9110 8.3.1.
    case malformedType
    /// An extension is longer than 16 bytes.
    case malformedExtension
  }

  /// Counted from 1.
  package let line: Int
  package let reason: Reason
}
