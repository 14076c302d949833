/// What a signal to the parent does, for `--help` and the manual page.
struct SignalMeaning: Sendable {
  let name: String
  let effect: String

  static let all = [
    SignalMeaning(name: "TERM", effect: "Stop within --graceful-timeout; TERM or INT again: stop at once."),
    SignalMeaning(name: "INT", effect: "As TERM, and print the pool (Ctrl-C)."),
    SignalMeaning(name: "QUIT", effect: "Stop when the last request is done, without a time limit."),
    SignalMeaning(name: "HUP", effect: "Read the configuration again and replace the workers."),
    SignalMeaning(name: "USR1", effect: "Reopen the log files."),
    SignalMeaning(name: "USR2", effect: "Upgrade: start the program anew, which takes over when ready."),
    SignalMeaning(name: "WINCH", effect: "Retire the workers and keep the parent."),
    SignalMeaning(name: "TTIN", effect: "One worker more; the limits of spare workers move with it."),
    SignalMeaning(name: "TTOU", effect: "One worker fewer; the limits of spare workers move with it."),
  ]

  /// One line for each, as `--help` shows them.
  static var table: String {
    let lines = all.map { "  \($0.name)\(String(repeating: " ", count: 7 - $0.name.utf8.count))\($0.effect)" }
    return (["Signals to the parent:"] + lines).joined(separator: "\n")
  }
}
