import CEpollShim
import Glibc
import SystemPackage

/// A terminal taken over as one screen: no line discipline, no echo, no cursor, and what stood there before comes back at
/// the end.
///
/// Ctrl-C, Ctrl-Z and their like are signals still; whoever takes the screen receives them and gives it back.
package final class TerminalScreen {
  private let input: Int32
  private let output: Int32
  private let former: termios
  private var isTaken = false

  /// The alternate screen without a cursor, where a line that is too long does not flow into the next; see
  /// console_codes(4) and xterm's control sequences.
  private static let taking = "\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l\u{1b}[2J"
  private static let giving = "\u{1b}[0m\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l"

  /// Whether the descriptor is of a terminal.
  package static func isTerminal(_ number: Int32) -> Bool { isatty(number) == 1 }

  /// Remembers how the terminal is set, and takes it.
  ///
  /// - Parameters:
  ///   - input: Where keys come from.
  ///   - output: Where is drawn.
  /// - Throws: ENOTTY when the input is no terminal.
  package init(input: Int32 = 0, output: Int32 = 1) throws(SystemCallError) {
    self.input = input
    self.output = output
    var settings = termios()
    try SystemCall.run("tcgetattr") { unsafe tcgetattr(input, &settings) }
    former = settings
    try take()
  }

  deinit { giveBack() }

  /// Takes the screen, again after ``giveBack()``.
  package func take() throws(SystemCallError) {
    guard !isTaken else { return }
    var settings = former
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    try SystemCall.run("tcsetattr") { unsafe tcsetattr(input, TCSAFLUSH, &settings) }
    isTaken = true
    try write(Self.taking)
  }

  /// Leaves the terminal as it was found. What fails here fails because the terminal is gone.
  package func giveBack() {
    guard isTaken else { return }
    isTaken = false
    try? write(Self.giving)
    var settings = former
    _ = unsafe tcsetattr(input, TCSAFLUSH, &settings)
  }

  /// Gives the screen back, stops this process as Ctrl-Z does, and takes the screen again when it continues.
  package func suspend() throws(SystemCallError) {
    giveBack()
    _ = kill(getpid(), SIGSTOP)
    try take()
  }

  /// How large it is now.
  package var size: TerminalSize {
    var (rows, columns): (UInt16, UInt16) = (0, 0)
    guard unsafe shim_terminal_size(output, &rows, &columns) == 0, rows > 0, columns > 0 else {
      return .customary
    }
    return TerminalSize(columns: Int(columns), rows: Int(rows))
  }

  /// The keys that were pressed, as bytes; nil when the terminal is gone. Called when the input is readable.
  package func keys() throws(SystemCallError) -> [UInt8]? {
    var buffer = InlineArray<64, UInt8>(repeating: 0)
    let capacity = 64
    // The buffer is this frame's own and outlives the call.
    let count = try unsafe withUnsafeMutableBytes(of: &buffer) { bytes throws(SystemCallError) in
      try SystemCall.run("read") { unsafe read(input, bytes.baseAddress, capacity) }
    }
    return count == 0 ? nil : (0..<count).map { buffer[$0] }
  }

  /// Shows `lines` from the top, and nothing else.
  package func show(_ lines: [String]) throws(SystemCallError) {
    // Each line is erased behind its end and not ahead: nothing flickers.
    let rows = lines.enumerated().map { "\u{1b}[\($0.offset + 1);1H\($0.element)\u{1b}[0m\u{1b}[K" }
    try write(rows.joined() + "\u{1b}[J")
  }

  private func write(_ text: String) throws(SystemCallError) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      // The array outlives the call.
      let rest = unsafe bytes.span.bytes.extracting(done...)
      let written = try unsafe rest.withUnsafeBytes { region throws(SystemCallError) in
        try SystemCall.attempt("write") { unsafe Glibc.write(output, region.baseAddress, region.count) }
      }
      if let written {
        done += written
      } else {
        // The terminal does not block and is slow.
        _ = try PairPoll.wait(output, for: .writable, or: -1, timeout: .after(.seconds(1)))
      }
    }
  }
}
