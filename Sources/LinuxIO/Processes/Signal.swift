import Glibc

/// A signal by number, with its name from signal(7).
// For the attribute see MonotonicTime.
@usableFromInline package struct Signal: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  @usableFromInline package let rawValue: Int32
  @inlinable package init(rawValue: Int32) { self.rawValue = rawValue }

  package static let child = Signal(rawValue: SIGCHLD)
  package static let hangup = Signal(rawValue: SIGHUP)
  package static let interrupt = Signal(rawValue: SIGINT)
  package static let quit = Signal(rawValue: SIGQUIT)
  package static let illegalInstruction = Signal(rawValue: SIGILL)
  package static let abort = Signal(rawValue: SIGABRT)
  package static let kill = Signal(rawValue: SIGKILL)
  package static let segmentationFault = Signal(rawValue: SIGSEGV)
  package static let pipe = Signal(rawValue: SIGPIPE)
  package static let terminate = Signal(rawValue: SIGTERM)
  package static let user1 = Signal(rawValue: SIGUSR1)
  package static let user2 = Signal(rawValue: SIGUSR2)
  package static let windowChange = Signal(rawValue: SIGWINCH)
  package static let terminalInput = Signal(rawValue: SIGTTIN)
  package static let terminalOutput = Signal(rawValue: SIGTTOU)
  package static let stop = Signal(rawValue: SIGSTOP)
  package static let `continue` = Signal(rawValue: SIGCONT)

  /// Those that a trap, a failed assertion or a wrong address raises.
  // Unlike an array, which each worker would have to make, the compiler lays it out.
  package static let ofCrashes: InlineArray<6, Signal> = [
    Signal(rawValue: SIGILL), Signal(rawValue: SIGTRAP), Signal(rawValue: SIGABRT), Signal(rawValue: SIGBUS),
    Signal(rawValue: SIGFPE), Signal(rawValue: SIGSEGV),
  ]

  /// Whether it is one of ``ofCrashes``.
  package var isOfCrash: Bool { Self.ofCrashes.indices.contains { Self.ofCrashes[$0] == self } }

  @usableFromInline package var description: String {
    switch rawValue {
    case SIGCHLD: "SIGCHLD"
    case SIGHUP: "SIGHUP"
    case SIGINT: "SIGINT"
    case SIGQUIT: "SIGQUIT"
    case SIGILL: "SIGILL"
    case SIGTRAP: "SIGTRAP"
    case SIGABRT: "SIGABRT"
    case SIGBUS: "SIGBUS"
    case SIGFPE: "SIGFPE"
    case SIGKILL: "SIGKILL"
    case SIGUSR1: "SIGUSR1"
    case SIGSEGV: "SIGSEGV"
    case SIGUSR2: "SIGUSR2"
    case SIGPIPE: "SIGPIPE"
    case SIGALRM: "SIGALRM"
    case SIGTERM: "SIGTERM"
    case SIGSTOP: "SIGSTOP"
    case SIGCONT: "SIGCONT"
    case SIGTTIN: "SIGTTIN"
    case SIGTTOU: "SIGTTOU"
    case SIGWINCH: "SIGWINCH"
    case SIGXCPU: "SIGXCPU"
    case SIGXFSZ: "SIGXFSZ"
    case SIGSYS: "SIGSYS"
    default: "signal \(rawValue)"
    }
  }
}
