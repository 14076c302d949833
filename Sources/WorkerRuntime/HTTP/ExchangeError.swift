package import HTTPCore
package import LinuxIO
import SystemPackage

/// Why an exchange cannot go on. A handler lets it pass; the connection closes.
package enum ExchangeError: Error, Equatable {
  /// The client closed or cut the connection.
  case clientGone
  /// The client sent or took too little for too long.
  case timedOut
  /// The request's body breaks a rule or a limit.
  case refused(RequestError)
  /// A field of the response holds what it must not, RFC 9110 5.5.
  case malformedField(ResponseError)
  /// A connection from a proxy does not begin with the header it must begin with.
  case proxyHeader(ProxyHeaderError)
  /// More or less content than the response's Content-Length says.
  case lengthMismatch
  /// A call out of order, such as content before the head, or a second head.
  case outOfOrder
  /// A file ended before the part of it that was to be sent.
  case fileTruncated
  /// The handler failed in the middle of a response, and has said why: the client must notice that something is missing.
  case handlerFailed
  case systemCall(SystemCallError)

  init(_ error: SystemCallError) {
    switch error.errno {
    case .brokenPipe, .connectionReset, .connectionAbort, .timedOut: self = .clientGone
    default: self = .systemCall(error)
    }
  }
}
