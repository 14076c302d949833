/// The four forms of a request target, RFC 9112 3.2.
package enum TargetForm: UInt8, Sendable {
  /// A path and perhaps a query.
  case origin
  /// An http or https URI.
  case absolute
  /// Host and port, with CONNECT only.
  case authority
  /// `*`, with OPTIONS only.
  case asterisk
}
