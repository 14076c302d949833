package import LinuxIO

/// The timeouts of ``HTTPSettings`` as the worker's clocks count them.
package struct HTTPTimeouts: Sendable, BitwiseCopyable {
  /// How long the head of a request may take, from the connection's start or the request's first byte.
  package let header: Interval
  /// How long the next request of a connection may take to begin; zero closes after each response.
  package let keepAlive: Interval
  /// How long a body may take that does not come at ``HTTPSettings/bodyRate``.
  package let body: Interval
  /// How long a client may take nothing of its response.
  package let send: Interval
  /// How long input is read and thrown away before a connection closes.
  package let lingering: Interval

  /// How long a connection may stay in a phase.
  subscript(phase: ConnectionPhase) -> Interval {
    switch phase {
    case .head: header
    case .keepAlive: keepAlive
    case .body: body
    case .sending: send
    case .lingering: lingering
    }
  }
}
