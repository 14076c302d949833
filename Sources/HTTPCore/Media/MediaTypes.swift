/// Media types by file name extension, RFC 9110 8.3; the values are ready for a Content-Type field.
///
/// To be built once, ahead of the first request; looking a type up allocates nothing.
package struct MediaTypes: Sendable {
  private struct Entry: Sendable {
    let key: ExtensionKey
    let type: String
  }

  // Sorted by key, without duplicates.
  private var entries: [Entry] = []

  /// The type of files without a known extension.
  package static var fallback: String { "application/octet-stream" }

  /// A table without entries.
  package init() {}

  /// The table that ships with the server.
  package static func builtIn() -> MediaTypes {
    var types = MediaTypes()
    // The table is a literal, and a test reads it through.
    try? types.add(builtInTypes.utf8.span.raw())
    return types
  }

  /// Number of extensions.
  package var count: Int { entries.count }

  /// The type of the file with that path or name, by what follows its last dot; letters of either case.
  package func type(ofFile path: borrowing RawSpan) -> String? {
    guard let key = ExtensionKey.ofFile(path) else { return nil }
    let index = position(of: key)
    guard index < entries.count, entries[index].key == key else { return nil }
    return entries[index].type
  }

  /// Sets the type of an extension, without its dot.
  ///
  /// - Returns: false for an extension that is empty or longer than 16 bytes; nothing is changed.
  @discardableResult
  package mutating func set(_ fileExtension: borrowing RawSpan, to type: String) -> Bool {
    guard let key = ExtensionKey(fileExtension) else { return false }
    let index = position(of: key)
    if index < entries.count, entries[index].key == key {
      entries[index] = Entry(key: key, type: type)
    } else {
      entries.insert(Entry(key: key, type: type), at: index)
    }
    return true
  }

  /// The index of the first entry that is not below `key`.
  private func position(of key: ExtensionKey) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = low &+ (high &- low) / 2
      if entries[middle].key < key {
        low = middle &+ 1
      } else {
        high = middle
      }
    }
    return low
  }
}
