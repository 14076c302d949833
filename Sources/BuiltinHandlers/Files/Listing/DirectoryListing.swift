import HTTPCore
import LinuxIO

/// The page that lists a directory: a table that reads well aloud, in light and in dark, and without a script.
struct DirectoryListing {
  /// Decoded, relative to the root; empty for the root itself.
  let path: ArraySlice<UInt8>
  /// Directories first, then by name without regard to the case of ASCII letters.
  let entries: [DirectoryEntry]

  init(path: ArraySlice<UInt8>, entries: [DirectoryEntry]) {
    self.path = path
    self.entries = entries.map { (key: $0.name.lowercased(), entry: $0) }
      .sorted { left, right in
        let (isLeftFolder, isRightFolder) = (left.entry.isDirectory, right.entry.isDirectory)
        if isLeftFolder != isRightFolder { return isLeftFolder }
        return (left.key, left.entry.name) < (right.key, right.entry.name)
      }
      .map(\.entry)
  }

  /// The whole page.
  func render() -> String {
    let name = ("/" + String(decoding: path, as: UTF8.self) + (path.isEmpty ? "" : "/")).htmlEscaped
    var rows = path.isEmpty ? "" : Self.row(name: "Parent directory", link: "../", size: "", time: "")
    for entry in entries { rows += row(entry) }
    let note = entries.isEmpty ? "\n<p>Nothing here.</p>" : ""
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Index of \(name)</title>
      <style>
      :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
      main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
      h1 { font-size: 1.4rem; overflow-wrap: anywhere }
      table { border-collapse: collapse; width: 100% }
      th, td { padding: .3rem .6rem; text-align: start; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
      tbody th { font-weight: inherit; overflow-wrap: anywhere }
      th:nth-child(2), td:nth-child(2) { text-align: end; white-space: nowrap }
      td { font-variant-numeric: tabular-nums }
      </style>
      </head>
      <body>
      <main>
      <h1>Index of \(name)</h1>
      <table>
      <thead>
      <tr><th scope="col">Name</th><th scope="col">Size</th><th scope="col">Changed (UTC)</th></tr>
      </thead>
      <tbody>
      \(rows)</tbody>
      </table>\(note)
      </main>
      </body>
      </html>

      """
  }

  private func row(_ entry: DirectoryEntry) -> String {
    let slash = entry.isDirectory ? "/" : ""
    // The `./` keeps a name with a colon from being read as a scheme, RFC 3986 4.2.
    let link = "./" + entry.name.percentEncoded + slash
    let (iso, shown) = Self.time(entry.status.modified.seconds)
    return Self.row(
      name: entry.name.htmlEscaped + slash, link: link,
      size: entry.isDirectory ? "" : Self.size(entry.status.size),
      time: "<time datetime=\"\(iso)\">\(shown)</time>")
  }

  private static func row(name: String, link: String, size: String, time: String) -> String {
    "<tr><th scope=\"row\"><a href=\"\(link)\">\(name)</a></th><td>\(size)</td><td>\(time)</td></tr>\n"
  }

  /// A size as people read it, cut to one decimal.
  static func size(_ bytes: UInt64) -> String {
    guard bytes >= 1024 else { return "\(bytes) B" }
    var tenths = bytes / 1024 * 10 + bytes % 1024 * 10 / 1024
    var units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"][...]
    while tenths >= 10_240, units.count > 1 {
      tenths /= 1024
      units.removeFirst()
    }
    return "\(tenths / 10).\(tenths % 10) \(units.first ?? "")"
  }

  private static func time(_ seconds: Int64) -> (iso: String, shown: String) {
    let clamped = min(max(seconds, HTTPDate.range.lowerBound), HTTPDate.range.upperBound)
    let days = clamped >= 0 ? clamped / 86_400 : (clamped - 86_399) / 86_400
    let minutes = (clamped - days * 86_400) / 60
    let date = CivilDate(days: Int(days))
    let year = String(repeating: "0", count: max(0, 4 - "\(date.year)".count)) + "\(date.year)"
    let day = "\(year)-\(padded(date.month))-\(padded(date.day))"
    let clock = "\(padded(Int(minutes / 60))):\(padded(Int(minutes % 60)))"
    return ("\(day)T\(clock)Z", "\(day) \(clock)")
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension DirectoryEntry {
  var isDirectory: Bool { status.kind == .directory }
}
