import LinuxIO

/// The timeouts of ``HTTPSettings`` as the worker's clocks count them.
struct HTTPTimeouts: Sendable {
  let header: Interval
  let keepAlive: Interval
  let body: Interval
  let send: Interval
  let lingering: Interval

  init(_ settings: HTTPSettings) {
    header = Interval(settings.headerTimeout)
    keepAlive = Interval(settings.keepAliveTimeout)
    body = Interval(settings.bodyTimeout)
    send = Interval(settings.sendTimeout)
    lingering = Interval(settings.lingeringTimeout)
  }

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
