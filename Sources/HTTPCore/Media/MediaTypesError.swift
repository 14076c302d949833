/// What is wrong with a file in the format of mime.types.
package struct MediaTypesError: Error, Equatable {
  /// What is wrong with a line.
  package enum Reason: Equatable, Sendable {
    /// Neither `type/subtype` nor parameters follow the syntax of RFC 9110 8.3.1.
    case malformedType
    /// An extension is longer than 16 bytes.
    case malformedExtension
  }

  /// The faulty line, counted from 1.
  package let line: Int
  /// What is wrong with it.
  package let reason: Reason
}
