import HTTPCore
import LinuxIO
import WorkerRuntime

/// Answering with what is in a directory.
extension FileHandler {
  /// Names that one page lists at most.
  private static var mostEntries: Int { 10_000 }

  /// `path` is the directory's, decoded, with a NUL behind it.
  func list(_ exchange: Exchange, _ path: [UInt8]) throws(ExchangeError) {
    let listing: DirectoryListing
    do throws(SystemCallError) {
      // An array of bytes has no padding.
      let entries = try root.open(unsafe path.span.bytes).entries(limit: Self.mostEntries)
      let parts = entries.compactMap { resolve($0, in: path) }
      listing = DirectoryListing(path: path.dropLast(), entries: parts)
    } catch {
      return try refuse(exchange, FileFinder.status(for: error))
    }
    let page = listing.render()
    try exchange.begin(.ok, length: UInt64(page.utf8.count))
    try exchange.addField("Content-Type", "text/html; charset=utf-8")
    // As above; the last byte is the NUL.
    if let value = settings.cacheControl.value(for: unsafe path.span.bytes.extracting(droppingLast: 1)) {
      try exchange.addField("Cache-Control", value)
    }
    try exchange.endHead()
    // The bytes of a string are initialised.
    try unsafe exchange.write(page.utf8.span.bytes)
  }

  /// Leaves out what a request for it would not be answered with, and tells of a link what it leads to.
  private func resolve(_ entry: DirectoryEntry, in directory: [UInt8]) -> DirectoryEntry? {
    guard settings.servesDotfiles || !entry.name.hasPrefix(".") else { return nil }
    var status = entry.status
    if status.kind == .symbolicLink {
      var path = Array(directory.dropLast())
      if !path.isEmpty { path.append(UInt8(ascii: "/")) }
      path.append(contentsOf: entry.name.utf8)
      path.append(0)
      // As above.
      guard let target = try? root.status(of: unsafe path.span.bytes) else { return nil }
      status = target
    }
    guard status.kind == .regular || status.kind == .directory else { return nil }
    return DirectoryEntry(name: entry.name, status: status)
  }
}
