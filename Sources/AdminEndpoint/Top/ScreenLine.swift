/// One line of a terminal's screen: texts of one column per character, each in a style.
package struct ScreenLine: Equatable, Sendable {
  package enum Style: Sendable {
    case plain, title, faint, good, busy, warning, alarm

    /// Select Graphic Rendition of ECMA-48, of the sixteen colours that every terminal chooses to suit its background.
    var code: String {
      switch self {
      case .plain: "0"
      case .title: "1"
      case .faint: "2"
      case .good: "32"
      case .busy: "36"
      case .warning: "33"
      case .alarm: "1;31"
      }
    }
  }

  package struct Span: Equatable, Sendable {
    package let text: String
    package let style: Style
  }

  package private(set) var spans: [Span] = []

  package init() {}
  package init(_ text: String, _ style: Style = .plain) { add(text, style) }

  package mutating func add(_ text: String, _ style: Style = .plain) {
    guard !text.isEmpty else { return }
    if let last = spans.last, last.style == style {
      spans[spans.count - 1] = Span(text: last.text + text, style: style)
    } else {
      spans.append(Span(text: text, style: style))
    }
  }

  /// Columns it takes.
  package var width: Int { spans.reduce(0) { $0 + $1.text.count } }

  /// Without styles.
  package var text: String { spans.map(\.text).joined() }

  /// With styles, for a terminal.
  package var styledText: String {
    spans.map { $0.style == .plain ? "\u{1b}[0m\($0.text)" : "\u{1b}[0;\($0.style.code)m\($0.text)" }.joined()
  }

  /// Its first `columns` columns.
  package func cut(to columns: Int) -> ScreenLine {
    var line = ScreenLine()
    var room = columns
    for span in spans where room > 0 {
      line.add(String(span.text.prefix(room)), span.style)
      room -= span.text.count
    }
    return line
  }
}
