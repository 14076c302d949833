import Glibc

/// Signals that a terminal sends.
extension Signal {
  /// The terminal has another size now.
  package static let terminalResized = Signal(rawValue: SIGWINCH)
  /// Ctrl-Z.
  package static let terminalStop = Signal(rawValue: SIGTSTP)
}
