import Prefork

@main
struct Program {
  static func main() throws {
    try Prefork.serve { request in .text("Hello\n") }
  }
}
