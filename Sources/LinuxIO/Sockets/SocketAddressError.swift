/// Why a text names no address to listen on.
package enum SocketAddressError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Not of the form `HOST:PORT` or `unix:PATH`.
  case malformed(String)
  /// The host has no address; `reason` is getaddrinfo(3)'s.
  case unresolvable(host: String, reason: String)

  /// A path that no unix socket can have.
  case pathTooLong(String, limit: Int)

  package var description: String {
    switch self {
    case .malformed(let text):
      "'\(text)' is no HOST:PORT; write 127.0.0.1:8080, [::1]:8080, localhost:8080 or *:8080, with a port of 0 to 65535, "
        + "or unix:PATH"
    case .unresolvable(let host, let reason):
      "the host '\(host)' has no address (\(reason)); write an address of this machine, or * for all of them"
    case .pathTooLong(let path, let limit):
      "the path '\(path)' is too long for a unix socket; choose one of at most \(limit) bytes"
    }
  }
}
