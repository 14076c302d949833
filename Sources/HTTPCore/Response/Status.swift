/// A status code, RFC 9110 15.
package struct Status: Equatable, Hashable, Sendable, BitwiseCopyable {
  /// Three digits, 100 through 599.
  package let code: UInt16

  /// Makes a status; nil for a code outside 100 through 599.
  package init?(code: Int) {
    guard code >= 100, code <= 599 else { return nil }
    self.code = UInt16(truncatingIfNeeded: code)
  }

  private init(_ code: UInt16) { self.code = code }

  /// 100 through 199: an interim response, which never has content or framing fields.
  package var isInformational: Bool { code < 200 }

  /// Whether a response with this status never has content, RFC 9110 6.4.1.
  package var forbidsContent: Bool { code < 200 || code == 204 || code == 304 }

  /// RFC 9110 15.2.1
  package static var `continue`: Status { Status(100) }
  /// RFC 9110 15.3.1
  package static var ok: Status { Status(200) }
  /// RFC 9110 15.3.5
  package static var noContent: Status { Status(204) }
  /// RFC 9110 15.3.7
  package static var partialContent: Status { Status(206) }
  /// RFC 9110 15.4.2
  package static var movedPermanently: Status { Status(301) }
  /// RFC 9110 15.4.3
  package static var found: Status { Status(302) }
  /// RFC 9110 15.4.5
  package static var notModified: Status { Status(304) }
  /// RFC 9110 15.4.9
  package static var permanentRedirect: Status { Status(308) }
  /// RFC 9110 15.5.1
  package static var badRequest: Status { Status(400) }
  /// RFC 9110 15.5.4
  package static var forbidden: Status { Status(403) }
  /// RFC 9110 15.5.5
  package static var notFound: Status { Status(404) }
  /// RFC 9110 15.5.6
  package static var methodNotAllowed: Status { Status(405) }
  /// RFC 9110 15.5.7
  package static var notAcceptable: Status { Status(406) }
  /// RFC 9110 15.5.9
  package static var requestTimeout: Status { Status(408) }
  /// RFC 9110 15.5.13
  package static var preconditionFailed: Status { Status(412) }
  /// RFC 9110 15.5.14
  package static var contentTooLarge: Status { Status(413) }
  /// RFC 9110 15.5.15
  package static var uriTooLong: Status { Status(414) }
  /// RFC 9110 15.5.17
  package static var rangeNotSatisfiable: Status { Status(416) }
  /// RFC 9110 15.5.18
  package static var expectationFailed: Status { Status(417) }
  /// RFC 9110 15.5.20
  package static var misdirectedRequest: Status { Status(421) }
  /// RFC 6585 4
  package static var tooManyRequests: Status { Status(429) }
  /// RFC 6585 5
  package static var requestHeaderFieldsTooLarge: Status { Status(431) }
  /// RFC 9110 15.6.1
  package static var internalServerError: Status { Status(500) }
  /// RFC 9110 15.6.2
  package static var notImplemented: Status { Status(501) }
  /// RFC 9110 15.6.3
  package static var badGateway: Status { Status(502) }
  /// RFC 9110 15.6.4
  package static var serviceUnavailable: Status { Status(503) }
  /// RFC 9110 15.6.5
  package static var gatewayTimeout: Status { Status(504) }
  /// RFC 9110 15.6.6
  package static var httpVersionNotSupported: Status { Status(505) }
}
