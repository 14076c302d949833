/// The methods of RFC 9110 9.3 and RFC 5789. Any other token is refused with 501.
// For the attribute see MonotonicTime of LinuxIO.
@usableFromInline package enum Method: UInt8, Sendable, CaseIterable {
  case get, head, post, put, delete, connect, options, trace, patch

  /// The method's token, as it stands in a request line.
  package var token: StaticString {
    switch self {
    case .get: "GET"
    case .head: "HEAD"
    case .post: "POST"
    case .put: "PUT"
    case .delete: "DELETE"
    case .connect: "CONNECT"
    case .options: "OPTIONS"
    case .trace: "TRACE"
    case .patch: "PATCH"
    }
  }

  /// The method whose token fills `extent`, case and all, or nil.
  @inline(never)
  init?(_ bytes: borrowing RawSpan, _ extent: Extent) {
    let token = bytes.extracting(extent)
    for method in Method.allCases where token.equals(method.token) {
      self = method
      return
    }
    return nil
  }
}
