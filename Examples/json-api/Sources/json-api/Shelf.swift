import Foundation
import GRDB

/// The books in the database.
///
/// Each worker has a connection of its own to the one file. With a write-ahead log (WAL) nobody who reads waits for the one
/// who writes; workers that write take turns. What a worker that crashes had not committed, SQLite takes back.
struct Shelf {
  private let database: DatabaseQueue

  /// Opens the database, and makes it if it is not there.
  init(path: String) throws {
    var configuration = Configuration()
    configuration.journalMode = .wal
    // How long to wait for another worker's turn.
    configuration.busyMode = .timeout(10)
    self.init(try DatabaseQueue(path: path, configuration: configuration))
    try makeTable()
  }

  /// An empty one in memory, for tests.
  init() throws {
    self.init(try DatabaseQueue())
    try makeTable()
  }

  private init(_ database: DatabaseQueue) { self.database = database }

  private func makeTable() throws {
    try database.write { database in
      try database.create(table: "book", options: .ifNotExists) { table in
        table.primaryKey("isbn", .text)
        table.column("title", .text).notNull()
        table.column("year", .integer).notNull().indexed()
        table.column("pages", .integer).notNull()
      }
    }
  }

  /// Books in the order of their numbers, from behind one of them.
  func books(after isbn: String, limit: Int) throws -> [Book] {
    try database.read { database in
      try Book.filter(Column("isbn") > isbn).order(Column("isbn")).limit(limit).fetchAll(database)
    }
  }

  func book(_ isbn: String) throws -> Book? {
    try database.read { try Book.fetchOne($0, key: isbn) }
  }

  /// - Returns: Whether there was no such book before.
  func add(_ book: Book) throws -> Bool {
    do {
      try database.write { try book.insert($0) }
      return true
    } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_PRIMARYKEY {
      return false
    }
  }

  /// - Returns: Whether there was such a book.
  func replace(_ book: Book) throws -> Bool {
    try database.write { database in
      guard try book.exists(database) else { return false }
      try book.update(database)
      return true
    }
  }

  /// - Returns: Whether there was such a book.
  func remove(_ isbn: String) throws -> Bool {
    try database.write { try Book.deleteOne($0, key: isbn) }
  }

  /// How many books a year had, and how many pages altogether.
  func totals(year: Int) throws -> (books: Int, pages: Int) {
    try database.read { database in
      let books = Book.filter(Column("year") == year)
      let pages = try Int.fetchOne(database, books.select(sum(Column("pages")))) ?? 0
      return (try books.fetchCount(database), pages)
    }
  }
}
