import Prefork

@main
struct Program: Application {
  static func main() throws {
    try Prefork.serve(Program())
  }

  func afterFork(_ worker: Worker) throws -> GuestbookHandler {
    GuestbookHandler(book: try Guestbook(path: "guestbook.txt"))
  }
}
