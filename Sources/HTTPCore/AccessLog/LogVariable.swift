/// What a line of the access log can tell, by nginx's names where nginx has one.
package enum LogVariable: UInt8, Sendable, CaseIterable, BitwiseCopyable {
  /// Not a variable but fixed text.
  case literal
  // Known with the request.
  case remoteAddress, remotePort, remoteUser, request, method, target, version, host, scheme
  case pid, connection, connectionRequests
  /// Any field of the request: `http_` and its name in lower case, with underscores for hyphens.
  case field
  // Known when the response has left.
  case timeLocal, timeISO8601, msec, status, bodyBytesSent, bytesSent, completion, requestTime
  case requestMicroseconds

  /// The variable with a name, which is one of nginx's but for `pid`, where nginx has it too, and
  /// `request_time_us`; nil for any other. Fields are not among them.
  init?(name: some StringProtocol) {
    guard let found = Self.allCases.first(where: { !$0.name.isEmpty && $0.name == name }) else { return nil }
    self = found
  }

  var name: String {
    switch self {
    case .literal, .field: ""
    case .remoteAddress: "remote_addr"
    case .remotePort: "remote_port"
    case .remoteUser: "remote_user"
    case .request: "request"
    case .method: "request_method"
    case .target: "request_uri"
    case .version: "server_protocol"
    case .host: "host"
    case .scheme: "scheme"
    case .pid: "pid"
    case .connection: "connection"
    case .connectionRequests: "connection_requests"
    case .timeLocal: "time_local"
    case .timeISO8601: "time_iso8601"
    case .msec: "msec"
    case .status: "status"
    case .bodyBytesSent: "body_bytes_sent"
    case .bytesSent: "bytes_sent"
    case .completion: "request_completion"
    case .requestTime: "request_time"
    case .requestMicroseconds: "request_time_us"
    }
  }

  /// Whether it is known only when the response has left.
  @inline(__always)
  var isLate: Bool { rawValue >= Self.timeLocal.rawValue }

  /// Whether it is as long as the client likes.
  var isUnbounded: Bool {
    switch self {
    case .request, .method, .target, .version, .host, .field: true
    default: false
    }
  }

  /// Whether JSON has it as a number.
  var isNumber: Bool {
    switch self {
    case .remotePort, .pid, .connection, .connectionRequests, .msec, .status, .bodyBytesSent, .bytesSent,
      .requestTime, .requestMicroseconds:
      true
    default: false
    }
  }
}
