import Hummingbird

@main
struct HummingbirdCrashes {
  static func main() async throws {
    let router = Router()
    router.get("/") { _, _ in "Hello, world\n" }
    // Beyond the end, which traps.
    router.get("/trap") { request, _ in "\([Int]()[request.uri.path.utf8.count])" }
    let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8080
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
    try await application.runService()
  }
}
