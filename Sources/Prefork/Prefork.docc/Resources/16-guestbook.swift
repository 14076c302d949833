import ArgumentParser
import Prefork

@main
struct Program: Application {
  struct Options: ParsableArguments {
    @Option(help: "The file of the entries.")
    var book = "guestbook.txt"
  }

  static let abstract = "A guest book."
  static let version = "1.0"

  private var options = Options()

  static func main() throws {
    try Prefork.serve(Program())
  }

  mutating func beforeFork(_ options: Options) throws {
    self.options = options
  }

  func afterFork(_ worker: Worker) throws -> GuestbookHandler {
    GuestbookHandler(book: try Guestbook(path: options.book))
  }
}
