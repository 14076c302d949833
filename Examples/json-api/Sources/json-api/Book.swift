import GRDB

/// A book, as it is in JSON and in the table `book`.
struct Book: Codable, Equatable, FetchableRecord, PersistableRecord {
  var isbn: String
  var title: String
  var year: Int
  var pages: Int

  /// What is wrong with it; nil if nothing is.
  var fault: String? {
    if isbn.isEmpty || !isbn.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) || $0 == 0x58 }) {
      return "isbn must consist of digits, hyphens and X."
    }
    if title.isEmpty { return "title must not be empty." }
    if pages < 1 { return "pages must be positive." }
    return nil
  }
}
