import ArgumentParser
import Prefork

/// The program: each worker opens the database for itself, after the fork. What SQLite holds, such as locks, must not be
/// carried across one, and GRDB may have threads.
struct BookService: Application {
  struct Options: ParsableArguments {
    @Option(help: "The file of the database.")
    var database = "books.sqlite"
  }

  static let abstract = "Books as JSON, in SQLite."

  private var path = ""

  mutating func beforeFork(_ options: Options) { path = options.database }

  func afterFork(_ worker: Worker) throws -> BooksHandler { BooksHandler(shelf: try Shelf(path: path)) }
}
