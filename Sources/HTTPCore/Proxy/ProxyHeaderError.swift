/// Why the beginning of a connection is not a PROXY protocol header. The connection has to be closed.
package enum ProxyHeaderError: Error, Equatable {
  /// Neither of the signatures.
  case signatureMissing
  /// A header of version 1 with a fault in it, or longer than its 107 bytes.
  case malformedLine
  /// A header of version 2 with a version, command or family that does not exist, or too few bytes for its
  /// addresses.
  case malformedBlock
  /// A header of version 2 longer than ``ProxyHeader/maximumBlock``.
  case tooLong
}
