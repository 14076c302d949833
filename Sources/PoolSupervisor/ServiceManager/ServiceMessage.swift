package import LinuxIO

/// One thing that a service tells its manager, in the words of sd_notify(3).
package enum ServiceMessage: Equatable, Sendable {
  /// It serves; the start or a reload is complete.
  case ready
  /// A reload has begun; the moment tells the manager which of two reloads is meant.
  case reloading(since: MonotonicTime)
  case stopping
  /// How it is, for people.
  case status(String)
  /// It is alive.
  case watchdog
  /// This process is the service's main one from here on.
  case mainProcess(Int32)

  /// Its lines, each an assignment.
  package var text: String {
    switch self {
    case .ready: "READY=1"
    case .reloading(let moment): "RELOADING=1\nMONOTONIC_USEC=\(moment.nanoseconds / 1000)"
    case .stopping: "STOPPING=1"
    // A line's end would begin another assignment.
    case .status(let text): "STATUS=" + String(text.map { $0.isNewline ? " " : $0 })
    case .watchdog: "WATCHDOG=1"
    case .mainProcess(let pid): "MAINPID=\(pid)"
    }
  }

  /// Whether `later` says all that matters of this one, so that this need not be sent any more.
  func isOutdated(by later: ServiceMessage) -> Bool {
    switch (self, later) {
    case (.status, .status), (.watchdog, .watchdog), (.mainProcess, .mainProcess): true
    case (.ready, .ready), (.ready, .reloading), (.ready, .stopping): true
    case (.reloading, .ready), (.reloading, .reloading), (.reloading, .stopping): true
    case (.stopping, .stopping): true
    default: false
    }
  }
}

extension Sequence where Element == ServiceMessage {
  /// All of them as one datagram.
  package var datagram: [UInt8] { Array(map(\.text).joined(separator: "\n").utf8) }
}
