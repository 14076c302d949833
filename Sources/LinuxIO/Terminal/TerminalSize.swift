/// The size of a terminal in characters.
package struct TerminalSize: Equatable, Sendable {
  package let columns: Int
  package let rows: Int

  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// What a terminal has that does not tell: the size of a VT100.
  package static let customary = TerminalSize(columns: 80, rows: 24)
}
