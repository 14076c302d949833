/// Numbers over time as columns of block characters, the latest at the right.
struct BarChart {
  /// The numbers, oldest first, none below zero.
  let values: [Double]
  /// Numbers that are drawn as lines across, with the name of each.
  var marks: [(value: Double, name: String)] = []

  private static let eighths = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  private static let labelWidth = 9

  /// The chart in so many columns and rows, labels at its left included; nothing where there is no room.
  func lines(columns: Int, rows: Int) -> [ScreenLine] {
    let room = columns - Self.labelWidth
    guard room > 0, rows > 0 else { return [] }
    let shown = values.suffix(room)
    let top = max(1, shown.max() ?? 0, marks.map(\.value).max() ?? 0)
    return (0..<rows).map { row in
      // The row's lower and upper edge, counted from below.
      let lower = Double(rows - 1 - row) / Double(rows) * top
      let upper = Double(rows - row) / Double(rows) * top
      let here = marks.filter { $0.value > lower && $0.value <= upper }
      var line = ScreenLine(PlainText.right(label(row, top, here), Self.labelWidth - 1) + " ", .faint)
      let empty = here.isEmpty ? " " : "-"
      line.add(String(repeating: empty, count: room - shown.count), .faint)
      for value in shown {
        let filled = Int(((value - lower) / (upper - lower) * 8).rounded())
        // Something is seen of whatever is not nothing.
        let visible = row == rows - 1 && value > 0 ? max(1, filled) : filled
        if visible <= 0 { line.add(empty, .faint) } else { line.add(Self.eighths[min(8, visible)], .good) }
      }
      return line
    }
  }

  private func label(_ row: Int, _ top: Double, _ marks: [(value: Double, name: String)]) -> String {
    guard let first = marks.first, let last = marks.last else {
      return row == 0 ? PlainText.fixed(top, 0) : ""
    }
    let value = PlainText.fixed(first.value, 0)
    return first.value == last.value
      ? "\(last.name) \(value)" : "\(value) to \(PlainText.fixed(last.value, 0))"
  }
}
