import Prefork

/// Serves files, or a welcome page.
@main
enum ServerCLI {
  static func main() { Prefork.run(Site()) }
}
